/** Bytes on their way from the server: into memory, or into a file that is whole or not there. */

import { ConnectionFailedError, DamagedFileError, MunimentError } from "./errors.js";
import { nodeModules, randomHex } from "./platform.js";
import type { Reader } from "./transport.js";

/** Is told how many bytes of the file have arrived, and of how many; null where the server does not say. */
export type Progress = (receivedBytes: number, totalBytes: number | null) => void;

/** Reads the answer into a Blob of its media type. */
export const intoBlob: Reader<Blob> = async (response, patience) => {
  const pieces: BlobPart[] = [];
  for await (const piece of piecesOf(response)) {
    patience.renew();
    pieces.push(piece);
  }
  return new Blob(pieces, { type: response.headers.get("content-type") ?? "" });
};

/** The SHA-256 in hexadecimal digits; null where the platform does not compute any, as in pages over plain HTTP. */
export async function sha256Of(blob: Blob): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Throws a DamagedFileError when a file has another hash than the answer says; either may be unknown. */
export function check(found: string | null, response: Response): void {
  const said = response.headers.get("x-content-sha256");
  if (found !== null && said !== null && found !== said) {
    throw new DamagedFileError(`The bytes have the SHA-256 ${found}, those that the server keeps ${said}.`);
  }
}

/**
 * A file in the making: written beside its place, and put there in one step when it is whole; so what stood there before
 * stays until then, and a crash leaves a file `.….part` at most. Node only.
 */
export class FileInTheMaking {
  readonly #node = nodeModules("To download to a path");
  readonly #path: string;
  readonly #beside: string;
  readonly #progress: Progress | undefined;
  #digest = this.#node.crypto.createHash("sha256");
  #receivedBytes = 0;
  #etag: string | null = null;

  /** Throws a MunimentError when the path is that of a folder, or of a device or pipe, in whose place a file would come. */
  constructor(path: string, progress?: Progress) {
    const there = this.#node.fs.statSync(path, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw new MunimentError(`${path} is a folder: name the file in it.`);
    if (there && !there.isFile()) throw new MunimentError(`${path} is no file: name one to write.`);
    this.#path = path;
    this.#beside = this.#node.path.join(this.#node.path.dirname(path), `.${randomHex()}.part`);
    this.#progress = progress;
  }

  /** Asks for the rest, and for the whole where it is another file by now (RFC 9110 §13.1.5). */
  readonly headers = (): Record<string, string> => {
    const asItIs = { "accept-encoding": "identity" };
    if (this.#receivedBytes === 0 || this.#etag === null) return asItIs;
    return { ...asItIs, range: `bytes=${this.#receivedBytes}-`, "if-range": this.#etag };
  };

  /** Takes the answer; gives the SHA-256 of the whole, in hexadecimal digits. */
  readonly fill: Reader<string> = async (response, patience) => {
    const isRest = response.headers.get("content-range")?.startsWith(`bytes ${this.#receivedBytes}-`) ?? false;
    if (response.status !== 206 || !isRest) this.beginAnew();
    if (response.status === 206 && !isRest) {
      throw new ConnectionFailedError("Another part of the file came than was asked for."); // then the whole is asked for
    }
    this.#etag = response.headers.get("etag");
    const totalBytes = this.#receivedBytes + Number(response.headers.get("content-length") ?? Number.NaN);
    const file = await this.#node.fs.promises.open(this.#beside, this.#receivedBytes === 0 ? "w" : "a");
    try {
      for await (const piece of piecesOf(response)) {
        patience.renew();
        await file.writeFile(piece);
        this.#digest.update(piece);
        this.#receivedBytes += piece.byteLength;
        patience.tell(() => this.#progress?.(this.#receivedBytes, Number.isNaN(totalBytes) ? null : totalBytes));
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return this.#digest.copy().digest("hex");
  };

  /** Forget what has arrived. */
  beginAnew(): void {
    this.#digest = this.#node.crypto.createHash("sha256");
    this.#receivedBytes = 0;
    this.#etag = null;
  }

  /** Put it in its place, so that it is there after a power cut too. */
  async keep(): Promise<void> {
    await this.#node.fs.promises.rename(this.#beside, this.#path);
    const folder = await this.#node.fs.promises.open(this.#node.path.dirname(this.#path)).catch(() => null);
    await folder?.sync().catch(() => {}); // where folders cannot be opened (Windows) the file system sees to it
    await folder?.close();
  }

  /** Leave nothing of it. */
  async discard(): Promise<void> {
    await this.#node.fs.promises.rm(this.#beside, { force: true });
  }
}

/** The body's pieces. By a reader, as not every browser's streams can be iterated. */
export async function* piecesOf(response: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

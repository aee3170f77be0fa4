/** Bytes on their way from the server: into memory, or into a file that is whole or not there. */

import { DamagedFileError, MunimentError } from "./errors.js";
import { nodeModules, randomHex } from "./platform.js";
import type { Reader } from "./transport.js";

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
 * stays until then, and after a crash there is a file `….part` at most. Node only.
 */
export class FileInTheMaking {
  readonly #node = nodeModules("To download to a path");
  readonly #path: string;
  readonly #beside: string;

  /** Throws a MunimentError when the path is a folder's. */
  constructor(path: string) {
    if (this.#node.fs.statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      throw new MunimentError(`${path} is a folder: name the file in it.`);
    }
    this.#path = path;
    this.#beside = `${path}.${randomHex().slice(0, 8)}.part`;
  }

  /** Reads the answer into it, from its beginning, and gives its SHA-256. */
  readonly fill: Reader<string> = async (response, patience) => {
    const digest = this.#node.crypto.createHash("sha256");
    const file = await this.#node.fs.promises.open(this.#beside, "w");
    try {
      for await (const piece of piecesOf(response)) {
        patience.renew();
        digest.update(piece);
        await file.writeFile(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return digest.digest("hex");
  };

  /** Put it in its place. */
  async keep(): Promise<void> {
    await this.#node.fs.promises.rename(this.#beside, this.#path);
  }

  /** Leave nothing of it. */
  async discard(): Promise<void> {
    await this.#node.fs.promises.rm(this.#beside, { force: true });
  }
}

/** The body's pieces. By a reader, as not every browser's streams can be iterated. */
async function* piecesOf(response: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
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

/** A file on its way to the server: as a form that is never whole in memory, and told about while it goes. */

import { ELSEWHERE } from "./answers.js";
import { MunimentError } from "./errors.js";
import { Form } from "./form.js";
import { isNode, nodeModules } from "./platform.js";
import type { Send } from "./transport.js";
import { sendByXhr } from "./xhr.js";

/** Is told how many bytes of the file were sent, and of how many; from its beginning again in each try. */
export type Progress = (sentBytes: number, totalBytes: number) => void;

/** What is uploaded. */
export interface Uploading {
  fields: object;
  /** The bytes, or the path of a file, which needs Node. */
  file: Blob | string;
  filename?: string | undefined;
  progress?: Progress | undefined;
}

/** Where and how requests go. */
interface Way {
  readonly fetch: typeof fetch;
  readonly isPlatformFetch: boolean;
}

/** One upload, in all its tries; in each the file is opened and read anew. */
export class Upload {
  readonly #uploading: Uploading;
  readonly #way: Way;
  #sha256: string | null = null;

  constructor(uploading: Uploading, way: Way) {
    this.#uploading = uploading;
    this.#way = way;
  }

  /** Of the bytes that the last try sent, in hexadecimal digits; null where the platform does not let see them. */
  get sha256(): string | null {
    return this.#sha256;
  }

  readonly send: Send = async (url, init, patience) => {
    const { blob, filename } = await opened(this.#uploading);
    const form = new Form(this.#uploading.fields, blob, filename);
    let toldBytes = 0;
    const moved = (sentBytes: number) => {
      patience.renew();
      const nowBytes = Math.max(0, Math.min(sentBytes, blob.size));
      if (nowBytes === toldBytes) return; // what moved was the form around the file
      toldBytes = nowBytes;
      patience.tell(() => this.#uploading.progress?.(nowBytes, blob.size));
    };
    const headers = new Headers(init.headers);
    headers.set("content-type", form.content.type);
    const whole = { ...init, headers };
    if (isNode) return this.#byStream(url, whole, form, moved);
    if (this.#way.isPlatformFetch && typeof XMLHttpRequest !== "undefined") {
      return sendByXhr(url, whole, form.content, (sentBytes) => moved(sentBytes - form.headBytes));
    }
    return this.#way.fetch(url, { ...whole, body: form.content });
  };

  /** Node's fetch takes a stream, and with its length said beside it sends it as any other body. */
  async #byStream(
    url: string,
    init: RequestInit & { headers: Headers },
    form: Form,
    moved: (sentBytes: number) => void,
  ): Promise<Response> {
    const digest = nodeModules("To upload").crypto.createHash("sha256");
    const { fileBytes } = form;
    let sentBytes = -form.headBytes; // of the file
    const counting = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, next) {
        next.enqueue(piece);
        digest.update(piece.subarray(Math.max(0, -sentBytes), Math.max(0, fileBytes - sentBytes)));
        sentBytes += piece.byteLength;
        moved(sentBytes);
      },
    });
    init.headers.set("content-length", String(form.content.size));
    const body = form.content.stream().pipeThrough(counting);
    // Only with `window` and `redirect` said so does it not keep a second copy of the body, whole, for the case of a
    // redirect (Fetch, "HTTP-network-or-cache fetch", step 1): 400 MB took 420 MB of memory, and 50 MB in this way.
    const whole = { ...init, body, duplex: "half", window: null, redirect: "error" } as RequestInit;
    const response = await this.#way.fetch(url, whole).catch((error) => {
      throw error.cause?.message === "unexpected redirect" ? new MunimentError(ELSEWHERE) : error;
    });
    if (sentBytes >= fileBytes) this.#sha256 = digest.digest("hex");
    return response;
  }
}

async function opened({ file, filename }: Uploading): Promise<{ blob: Blob; filename: string }> {
  if (typeof file !== "string") return { blob: file, filename: filename ?? (file as File).name ?? "document" };
  const { fs, path } = nodeModules("To upload a path");
  if (!(await fs.promises.stat(file)).isFile()) throw new MunimentError(`${file} is no file.`);
  return { blob: await fs.openAsBlob(file), filename: filename ?? path.basename(file) };
}

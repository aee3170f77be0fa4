/** A file on its way to the server: as a form that is never whole in memory, and told about while it goes. */

import { MunimentError } from "./errors.js";
import { isNode, nodeModules, randomHex } from "./platform.js";
import type { Send } from "./transport.js";

/** Is told how many bytes of the file were sent, and of how many; from 0 again in each try. */
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

/** Sends the form. The file is opened and read anew in each try. */
export function sending(uploading: Uploading, way: Way): Send {
  return async (url, init, patience) => {
    const { blob, filename } = await opened(uploading);
    const form = asForm(uploading.fields, blob, filename);
    const moved = (sentBytes: number) => {
      patience.renew();
      try {
        uploading.progress?.(Math.min(sentBytes, blob.size), blob.size);
      } catch (error) {
        patience.fail(error);
      }
    };
    const headers = new Headers(init.headers);
    headers.set("content-type", form.type);
    if (isNode) return byStream(url, { ...init, headers }, form, way.fetch, moved);
    const isByXhr = way.isPlatformFetch && typeof XMLHttpRequest !== "undefined";
    return isByXhr ? byXhr(url, { ...init, headers }, form, moved) : way.fetch(url, { ...init, headers, body: form });
  };
}

async function opened({ file, filename }: Uploading): Promise<{ blob: Blob; filename: string }> {
  if (typeof file !== "string") return { blob: file, filename: filename ?? (file as File).name ?? "document" };
  const { fs, path } = nodeModules("To upload a path");
  if (!(await fs.promises.stat(file)).isFile()) throw new MunimentError(`${file} is no file.`);
  return { blob: await fs.openAsBlob(file), filename: filename ?? path.basename(file) };
}

/** The form. Of the fields undefined and null are left out, of a list each is said. */
function asForm(fields: object, file: Blob, filename: string): Blob {
  const boundary = `muniment-${randomHex()}`;
  const parts: BlobPart[] = [];
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) parts.push(`${head(boundary, name)}\r\n\r\n${one}\r\n`);
    }
  }
  const type = "Content-Type: application/octet-stream";
  parts.push(`${head(boundary, "file")}; filename="${escaped(filename)}"\r\n${type}\r\n\r\n`, file, "\r\n");
  parts.push(`--${boundary}--\r\n`);
  return new Blob(parts, { type: `multipart/form-data; boundary=${boundary}` });
}

function head(boundary: string, name: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`;
}

/** As browsers write names into forms (HTML, "multipart/form-data encoding algorithm"). */
function escaped(name: string): string {
  return name.replace(/\n/g, "%0A").replace(/\r/g, "%0D").replace(/"/g, "%22");
}

/** Node's fetch takes a stream, and with its length said beside it sends it as any other body. */
function byStream(
  url: string,
  init: RequestInit & { headers: Headers },
  form: Blob,
  send: typeof fetch,
  moved: (sentBytes: number) => void,
): Promise<Response> {
  let sentBytes = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, next) {
      next.enqueue(piece);
      sentBytes += piece.byteLength;
      moved(sentBytes);
    },
  });
  init.headers.set("content-length", String(form.size));
  const body = form.stream().pipeThrough(counting);
  // Only with `window` and `redirect` said so does it not keep a second copy of the body, whole, for the case of a
  // redirect (Fetch, "HTTP-network-or-cache fetch", step 1): 400 MB took 420 MB of memory, and 50 MB in this way.
  return send(url, { ...init, body, duplex: "half", window: null, redirect: "error" } as RequestInit);
}

/** Of the ways that browsers have, the only one that tells how much was sent. */
function byXhr(
  url: string,
  init: RequestInit & { headers: Headers },
  form: Blob,
  moved: (sentBytes: number) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    init.headers.forEach((value, name) => request.setRequestHeader(name, value));
    request.responseType = "blob";
    request.upload.onprogress = ({ loaded }) => moved(loaded);
    request.onload = () => resolve(answerOf(request));
    request.onerror = () => reject(new TypeError("the connection failed"));
    request.onabort = () => reject(init.signal?.reason);
    init.signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}

/** The answer as fetch would give it. */
function answerOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().trim().split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return new Response(request.response as Blob, { status: request.status, headers });
}

/** What can be done with documents beyond one exchange. */

import { asJson, STRANGE } from "./answers.js";
import { check, FileInTheMaking, intoBlob, type Progress as DownloadProgress, sha256Of } from "./downloads.js";
import { ApiError, MunimentError, NotSettledError } from "./errors.js";
import type { Document, DownloadLink, ExpandedUpload } from "./generated/models.js";
import { DocumentsGroup, type DocumentsUploadParams } from "./generated/operations.js";
import type { RequestOptions } from "./options.js";
import { Reply } from "./reply.js";
import { sleep } from "./retries.js";
import { type Progress, Upload } from "./uploads.js";

/** What is uploaded, and what is said of it. */
export interface UploadParams extends Omit<DocumentsUploadParams, "file"> {
  /** A Blob or File; in Node also a path. It is read while it is sent, never whole. */
  file: Blob | string;
  /** The name, and so the format, where the file does not say it. */
  filename?: string | undefined;
}

export interface UploadOptions extends RequestOptions {
  /** Called while bytes go. */
  progress?: Progress | undefined;
}

export interface DownloadOptions extends RequestOptions {
  /** Called while bytes come. */
  progress?: DownloadProgress | undefined;
}

export interface WaitOptions extends RequestOptions {
  /** How long to wait; ten minutes unless said. Every document settles: this is for the caller's patience alone. */
  waitMs?: number | undefined;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** `client.documents` */
export class Documents extends DocumentsGroup {
  /**
   * Upload a document. What is kept is durable when this resolves; it is read afterwards: see `waitUntilSettled`. Throws
   * a DamagedFileError when the server keeps other bytes than were sent: they were damaged on the way, or the idempotency
   * key was used for another file before.
   */
  upload(params: UploadParams, options: UploadOptions = {}): Reply<Document> {
    const { file, filename, ...fields } = params;
    const upload = new Upload({ fields, file, filename, progress: options.progress }, this.transport);
    const ask = { method: "POST", path: "/v1/documents", takesKey: true, send: upload.send };
    return this.transport.call(ask, options, async (response) => {
      const document = await asJson<Document>(response);
      check(upload.sha256, response);
      return document;
    });
  }

  /** Upload a zip, of which each member becomes a document of its own: what became of which. */
  uploadArchive(params: Omit<UploadParams, "name">, options: UploadOptions = {}): Reply<ExpandedUpload> {
    const { file, filename, ...fields } = params;
    const { send } = new Upload({ fields, file, filename, progress: options.progress }, this.transport);
    const ask = { method: "POST", path: "/v1/documents", query: { expand: true }, takesKey: true, send };
    return this.transport.json(ask, options);
  }

  /**
   * The document once it is complete or failed. Throws a NotSettledError when it is neither after `waitMs`: ten minutes
   * unless said, which is for the caller's patience alone, as every document settles.
   */
  async waitUntilSettled(documentId: string, options: WaitOptions = {}): Promise<Document> {
    const waitMs = options.waitMs ?? 600_000;
    const until = performance.now() + waitMs; // which goes on evenly when the machine's time is set
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(1.5 * pauseMs, LONGEST_PAUSE_MS)) {
      const document = await this.get(documentId, options);
      if (document.status === "complete" || document.status === "failed") return document;
      const leftMs = until - performance.now();
      if (!(leftMs > 0)) throw new NotSettledError(documentId, document.status, waitMs);
      await sleep(Math.min(pauseMs, leftMs), options.signal);
    }
  }

  /** The file's bytes, in memory. Throws a DamagedFileError when they are not those that the server keeps. */
  async downloadBlob(documentId: string, options: RequestOptions = {}): Promise<Blob> {
    const { data, response } = await this.download(documentId, options).withResponse();
    const blob = await this.transport.fetchLink(urlOf(data), options, intoBlob);
    check(await sha256Of(blob), response);
    return blob;
  }

  /**
   * Download into a file, and give its path. The file is there when it is whole and checked, and until then whatever was
   * there before. Node only. Throws a DamagedFileError when the bytes are not those that the server keeps.
   */
  async downloadTo(documentId: string, path: string, options: DownloadOptions = {}): Promise<string> {
    const file = new FileInTheMaking(path, options.progress);
    try {
      await this.#fetch(documentId, file, options).catch((error) => {
        if (!isOver(error)) throw error;
        file.beginAnew();
        return this.#fetch(documentId, file, options);
      });
      await file.keep();
      return path;
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  async #fetch(documentId: string, file: FileInTheMaking, options: RequestOptions): Promise<void> {
    const { data, response } = await this.download(documentId, options).withResponse();
    check(await this.transport.fetchLink(urlOf(data), options, file.fill, file.headers), response);
  }
}

/** The link's address. Throws a MunimentError for an answer that has none. */
function urlOf(link: DownloadLink): string {
  if (typeof link?.url !== "string") throw new MunimentError(STRANGE);
  return link.url;
}

/** Whether the link has ended, or there is no such rest of the file: both are asked for anew. */
function isOver(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 403 || error.status === 416);
}

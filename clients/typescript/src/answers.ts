/** What an answer says: its value, or what was refused as an error of its code's class. */

import { piecesOf } from "./downloads.js";
import {
  ApiError,
  type FieldProblem,
  InvalidApiKeyError,
  InvalidFieldsError,
  MunimentError,
  NotAuthenticatedError,
  type Refusal,
} from "./errors.js";
import { ERROR_CLASSES } from "./generated/errors.js";
import { retryAfterMs } from "./retries.js";

/** Of an answer in memory; the longest that the API gives has a few million. */
const LONGEST_BYTES = 128 * 2 ** 20;

/** Of what is no server of muniment's. */
export const STRANGE = "The answer is not one that the API gives: is baseUrl right?";

/** The error that the answer tells. Reads its body. */
export async function refusalOf(response: Response): Promise<ApiError> {
  const body = parsed(await bodyOf(response));
  const { kind, code, message } = told(body, response.status);
  return new kind(message ?? unknown(response.status), refusal(response, code, body));
}

/** The object or list that an answer says; undefined where it has no body. Throws an ApiError when it says neither. */
export async function asJson<Data>(response: Response): Promise<Data> {
  const text = await bodyOf(response);
  if (text === "") return undefined as Data;
  const body = parsed(text);
  if (typeof body === "object" && body !== null) return body as Data;
  throw new ApiError(STRANGE, refusal(response, null, body));
}

/** As a text. Throws a MunimentError when it is longer than any answer of the API. */
async function bodyOf(response: Response): Promise<string> {
  const pieces: BlobPart[] = [];
  let bytes = 0;
  for await (const piece of piecesOf(response)) {
    bytes += piece.byteLength;
    if (bytes > LONGEST_BYTES) throw new MunimentError(`The answer is longer than ${LONGEST_BYTES} bytes: is baseUrl right?`);
    pieces.push(piece);
  }
  return new Blob(pieces).text();
}

function refusal(response: Response, code: string | null, body: unknown): Refusal {
  return {
    status: response.status,
    code,
    requestId: response.headers.get("x-coverbase-request-id") ?? response.headers.get("x-request-id"),
    retryAfterMs: retryAfterMs(response.headers),
    body,
  };
}

interface Told {
  kind: typeof ApiError;
  code: string | null;
  message: string | null;
}

/** The shapes that errors have: see "Errors as they are" in docs/using-the-api.md. */
function told(body: unknown, status: number): Told {
  if (!isObject(body)) return { kind: ApiError, code: null, message: null };
  const detail = body["detail"];
  if (Array.isArray(detail)) {
    return { kind: InvalidFieldsError, code: null, message: detail.map(sentence).join("; ") };
  }
  if (isObject(detail)) return ofCode(detail["code"], detail["message"] ?? detail["error"]);
  if (detail === undefined) return ofCode(body["error"], body["error_description"]); // RFC 6749 §5.2
  return { kind: IN_A_SENTENCE[status] ?? ApiError, code: null, message: textOf(detail) };
}

function sentence(problem: unknown): string {
  const { loc, msg } = (isObject(problem) ? problem : {}) as Partial<FieldProblem>;
  return `${Array.isArray(loc) ? loc.join(".") : "somewhere"}: ${msg ?? JSON.stringify(problem)}`;
}

/** The classes of refusals in a sentence alone. */
const IN_A_SENTENCE: Record<number, typeof ApiError> = { 401: InvalidApiKeyError, 403: NotAuthenticatedError };

function ofCode(code: unknown, message: unknown): Told {
  const known = typeof code === "string" && Object.hasOwn(ERROR_CLASSES, code) ? ERROR_CLASSES[code] : undefined;
  return { kind: known ?? ApiError, code: textOf(code), message: textOf(message) };
}

/** Of redirects, which are not followed. */
export const ELSEWHERE = "The server sends the request elsewhere: is baseUrl right?";

/** A browser says 0 of a redirect that is not followed. */
function unknown(status: number): string {
  const isRedirect = status === 0 || (status >= 300 && status < 400);
  return isRedirect ? ELSEWHERE : `The server answered ${status}.`;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/**
 * What goes wrong, as a tree:
 *
 *     MunimentError
 *     ├── ApiError                   the server refused: status, code, message, requestId
 *     │   ├── InvalidApiKeyError, NotAuthenticatedError, InvalidFieldsError: these have no code
 *     │   └── a class for each code  VendorNotFoundError (generated/errors.ts)
 *     ├── ConnectionFailedError      no answer came
 *     │   └── TimedOutError          not in time
 *     │       └── NotSettledError    the document is still being read
 *     ├── DamagedFileError           the bytes are not those that the server keeps
 *     └── WebhookVerificationError   a message that nobody should believe
 */

/** Whatever this package throws by itself. */
export class MunimentError extends Error {
  static {
    this.prototype.name = "MunimentError";
  }
}

/** What is known of a refusal beside its sentence. */
export interface Refusal {
  /** HTTP's. */
  status: number;
  /** What to branch on; null where the server gave none. */
  code: string | null;
  /** Names the request in the server's log: say it when you report something. */
  requestId: string | null;
  /** When the server wants to be asked again; null when it does not say. */
  retryAfterMs: number | null;
  /** The answer as it came, parsed if it was JSON. */
  body: unknown;
}

/** The server refused. Of each code there is a class of its own. */
export class ApiError extends MunimentError implements Refusal {
  readonly status: number;
  readonly code: string | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  readonly body: unknown;

  static {
    this.prototype.name = "ApiError";
  }

  constructor(message: string, refusal: Refusal) {
    super(message);
    this.status = refusal.status;
    this.code = refusal.code;
    this.requestId = refusal.requestId;
    this.retryAfterMs = refusal.retryAfterMs;
    this.body = refusal.body;
  }
}

/** The key is unknown, has expired or was revoked. */
export class InvalidApiKeyError extends ApiError {
  static {
    this.prototype.name = "InvalidApiKeyError";
  }
}

/** No key came with the request. */
export class NotAuthenticatedError extends ApiError {
  static {
    this.prototype.name = "NotAuthenticatedError";
  }
}

/** What is wrong with one field, and where. */
export interface FieldProblem {
  loc: (string | number)[];
  msg: string;
  type: string;
}

/** Fields or parameters do not fit their schema. */
export class InvalidFieldsError extends ApiError {
  static {
    this.prototype.name = "InvalidFieldsError";
  }

  /** What is wrong where. */
  get fields(): FieldProblem[] {
    return (this.body as { detail: FieldProblem[] }).detail;
  }
}

/** No answer came; `cause` says how. */
export class ConnectionFailedError extends MunimentError {
  /** Whether the request certainly did not reach the server. */
  readonly isUnsent: boolean;

  static {
    this.prototype.name = "ConnectionFailedError";
  }

  constructor(message: string, options: ErrorOptions & { isUnsent?: boolean } = {}) {
    super(message, options);
    this.isUnsent = options.isUnsent ?? false;
  }
}

/** Nothing moved for `timeoutMs`. */
export class TimedOutError extends ConnectionFailedError {
  static {
    this.prototype.name = "TimedOutError";
  }
}

/** The document is still being read; it will settle, and can be waited for again. */
export class NotSettledError extends TimedOutError {
  readonly documentId: string;
  readonly status: string;

  static {
    this.prototype.name = "NotSettledError";
  }

  constructor(documentId: string, status: string, ms: number) {
    super(`${documentId} is still ${status} after ${ms / 1000} seconds.`);
    this.documentId = documentId;
    this.status = status;
  }
}

/** The bytes that arrived are not those that were sent. */
export class DamagedFileError extends MunimentError {
  static {
    this.prototype.name = "DamagedFileError";
  }
}

/** A message that does not prove to come from this server, or that is too old to be believed. */
export class WebhookVerificationError extends MunimentError {
  static {
    this.prototype.name = "WebhookVerificationError";
  }
}

/** How long one try of a call may stand still, and what ended it. */

import { ConnectionFailedError, MunimentError, TimedOutError } from "./errors.js";

/** Node's words for connections that did not come to be. */
const NEVER_CONNECTED = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Timers take longer times, and Infinity, for none at all (HTML, "timers": a signed 32-bit integer). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Patience {
  readonly signal: AbortSignal;
  readonly #gaveUp = new AbortController();
  readonly #wanted: AbortSignal | undefined;
  readonly #timeoutMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  /** `wanted`: the caller's own signal. */
  constructor(timeoutMs: number, wanted?: AbortSignal) {
    this.#timeoutMs = timeoutMs;
    this.#wanted = wanted;
    this.signal = wanted ? AbortSignal.any([wanted, this.#gaveUp.signal]) : this.#gaveUp.signal;
    this.renew();
  }

  /** Something moved: the time begins anew. What still moves when the try has ended is nothing to wait for. */
  renew(): void {
    clearTimeout(this.#timer);
    if (this.#isOver) return;
    this.#timer = setTimeout(() => {
      this.fail(new TimedOutError(`Nothing moved for ${this.#timeoutMs} ms.`));
    }, Math.min(this.#timeoutMs, LONGEST_TIMER_MS));
  }

  /** Tell the caller how far it is, by a function of the caller's: an error of it ends the try, and comes out as it is. */
  tell(progress: () => void): void {
    try {
      progress();
    } catch (error) {
      this.fail(error);
    }
  }

  /** End the try with this error. */
  fail(error: unknown): void {
    this.#gaveUp.abort(error);
  }

  /** What the caller is told of an error that ended the try: whatever aborted it, else what it means. */
  explain(error: unknown): unknown {
    if (this.#wanted?.aborted) return this.#wanted.reason;
    if (this.#gaveUp.signal.aborted) return this.#gaveUp.signal.reason;
    const unreadable = unreadableFile(error);
    if (unreadable) return new MunimentError("The file changed while it was sent.", { cause: unreadable });
    return error instanceof TypeError ? failedConnection(error) : error;
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }
}

/** The platform's complaint of a file whose bytes are not those it was opened with. */
function unreadableFile(error: unknown): unknown {
  for (let one = error; one instanceof Error; one = one.cause) if (one.name === "NotReadableError") return one;
  return null;
}

/** What fetch, or the reading of a body, throws by itself. Node's says "fetch failed", and why in the innermost cause. */
function failedConnection(error: TypeError): ConnectionFailedError {
  let innermost: Error & { code?: string } = error;
  while (innermost.cause instanceof Error) innermost = innermost.cause;
  const isUnsent = innermost.code !== undefined && NEVER_CONNECTED.has(innermost.code);
  return new ConnectionFailedError(innermost.message || innermost.code || innermost.name, { cause: error, isUnsent });
}

/** Trying again: while it can help, never so that something happens twice, never for longer than one cares to wait. */

import { ApiError, ConnectionFailedError } from "./errors.js";

/** Answers after which the same request may be answered otherwise. */
const AGAIN = new Set([408, 429, 500, 502, 503, 504]);
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** No call pauses for longer in all. What its tries take is not counted: a long upload that breaks is tried again. */
const LONGEST_PAUSES_MS = 60_000;

/** What decides whether a call is tried again. */
export interface Standing {
  /** How often it was tried. */
  tries: number;
  maxRetries: number;
  /** How long it has paused already. */
  pausedMs: number;
  /** Whether the request may reach the server twice and nothing happens twice. */
  isRepeatable: boolean;
}

/**
 * The pause before the next try; null when there is to be none.
 *
 * Full jitter (Marc Brooker, "Exponential Backoff And Jitter", 2015): clients that failed together do not come back
 * together. What the server asks for in `Retry-After` comes before it.
 */
export function pauseBefore(error: unknown, standing: Standing): number | null {
  if (standing.tries > standing.maxRetries || !mayRepeat(error, standing.isRepeatable)) return null;
  const mostMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (standing.tries - 1));
  const askedMs = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
  const pauseMs = askedMs + Math.random() * mostMs;
  return standing.pausedMs + pauseMs > LONGEST_PAUSES_MS ? null : pauseMs;
}

function mayRepeat(error: unknown, isRepeatable: boolean): boolean {
  if (error instanceof ApiError) return AGAIN.has(error.status) && (isRepeatable || error.status === 429);
  return error instanceof ConnectionFailedError && (isRepeatable || error.isUnsent);
}

/**
 * What `Retry-After` says, in milliseconds: seconds or a date (RFC 9110 §10.2.3), which is counted from the server's own
 * clock where it says that; null when it says neither.
 */
export function retryAfterMs(headers: Headers): number | null {
  const value = headers.get("retry-after");
  if (value === null) return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  if (Number.isNaN(at)) return null;
  const now = Date.parse(headers.get("date") ?? "");
  return Math.max(0, at - (Number.isNaN(now) ? Date.now() : now));
}

/** Resolves after that time; rejects with the signal's reason as soon as it is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

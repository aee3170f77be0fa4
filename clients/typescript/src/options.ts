/** What a client and each of its calls can be told. */

import { MunimentError } from "./errors.js";
import { environment } from "./platform.js";

/** For all calls of a client. */
export interface ClientOptions {
  /**
   * The key (`ak_…`), an OAuth client's token (`cbat_…`), or a function that gives one, which is asked in each call: for
   * tokens that end soon. By default the environment's `MUNIMENT_API_KEY`.
   */
  apiKey?: string | (() => string | Promise<string>) | undefined;
  /** Where the server is: `https://evidence.example.com`. By default the environment's `MUNIMENT_BASE_URL`. */
  baseUrl?: string | undefined;
  /** How long nothing may move before a try is given up; 60,000 unless said. */
  timeoutMs?: number | undefined;
  /** How often a call is tried again that may succeed then, with pauses of a minute at most; 5 unless said. */
  maxRetries?: number | undefined;
  /** Used in place of the platform's `fetch`, to go through a proxy for example. */
  fetch?: typeof fetch | undefined;
  /** Told of each error after which a call is tried again, for your log. */
  onRetry?: ((error: MunimentError, pauseMs: number) => void) | undefined;
}

/** For one call. */
export interface RequestOptions {
  /** Ends the call, also while it waits to be tried again; the call then throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** In place of the client's. */
  timeoutMs?: number | undefined;
  /** In place of the client's. */
  maxRetries?: number | undefined;
  /**
   * What is done under one key is done once, within 24 hours. Uploads and creations make a key of their own for all
   * tries of a call; say one, kept beside your record, to be safe across calls too.
   */
  idempotencyKey?: string | undefined;
  /** Whether a key is refused for other content than its first, and while that is under way. */
  idempotencyStrict?: boolean | undefined;
  /** An `ETag`: the change is made only while what is changed is still that; else a PreconditionFailedError. */
  ifMatch?: string | undefined;
  /** An `ETag`: what is still that is not sent again; an ApiError with the status 304. */
  ifNoneMatch?: string | undefined;
  /** Further headers. */
  headers?: Record<string, string> | undefined;
}

/** The options of a client, checked and complete. */
export interface Settings {
  /** Gives the key, checked. */
  readonly apiKey: () => Promise<string>;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  /** Whether `fetch` is the platform's own. */
  readonly isPlatformFetch: boolean;
  readonly fetch: typeof fetch;
  readonly onRetry: ((error: MunimentError, pauseMs: number) => void) | undefined;
}

/** Throws a MunimentError that says which option is missing or wrong, and never what a key is. */
export function checked(options: ClientOptions): Settings {
  const apiKey = options.apiKey ?? environment("MUNIMENT_API_KEY");
  if (typeof apiKey !== "function") checkKey(apiKey);
  return {
    apiKey: async () => checkKey(typeof apiKey === "function" ? await apiKey() : apiKey),
    baseUrl: checkedBase(options.baseUrl ?? environment("MUNIMENT_BASE_URL")),
    timeoutMs: options.timeoutMs ?? 60_000,
    maxRetries: options.maxRetries ?? 5,
    isPlatformFetch: options.fetch === undefined,
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    onRetry: options.onRetry,
  };
}

/** The key. An error never holds it, as that of a header with such a character does. */
function checkKey(apiKey: string | undefined): string {
  if (!apiKey) throw new MunimentError("No API key: give apiKey, or set MUNIMENT_API_KEY.");
  if (!/^[!-~]+$/.test(apiKey)) throw new MunimentError("The API key has a character that no key has.");
  return apiKey;
}

function checkedBase(baseUrl: string | undefined): string {
  if (!baseUrl) throw new MunimentError("No address: give baseUrl, or set MUNIMENT_BASE_URL.");
  if (!URL.canParse(baseUrl)) throw new MunimentError("baseUrl is no URL; it is like https://evidence.example.com.");
  const { protocol, username, password, search, hash, origin, pathname } = new URL(baseUrl);
  if (protocol !== "https:" && protocol !== "http:") throw new MunimentError("baseUrl is neither https: nor http:.");
  if (username || password || search || hash) {
    throw new MunimentError("baseUrl has more than a host, a port and a path.");
  }
  return (origin + pathname).replace(/\/+$/, ""); // as it was read, and not as it was written: " https://…/? "
}

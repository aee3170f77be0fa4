/** How a call becomes requests and an answer: addresses, headers, tries, refusals. Knows no resource. */

import { asJson, refusalOf } from "./answers.js";
import { MunimentError } from "./errors.js";
import type { RequestOptions, Settings } from "./options.js";
import { Patience } from "./patience.js";
import { isNode, randomHex } from "./platform.js";
import { type Answered, Reply } from "./reply.js";
import { pauseBefore, sleep } from "./retries.js";
import { VERSION } from "./version.js";

/** Sends one request; what of it takes time renews the patience. */
export type Send = (url: string, init: RequestInit, patience: Patience) => Promise<Response>;

/** Takes what it wants of an answer that is no refusal; again from the beginning when the connection broke. */
export type Reader<Data> = (response: Response, patience: Patience) => Promise<Data>;

/** One call. */
export interface Ask {
  method: string;
  /** Below the base URL, with its ids in it: see `at`. */
  path: string;
  /** Parameters of the address; undefined and null are left out, of a list each is said. */
  query?: object | undefined;
  /** Sent as JSON. */
  body?: object | undefined;
  /** Sent as fields of a form. */
  form?: object | undefined;
  /** How long the server may take by itself, as it is asked to wait. */
  waitSeconds?: number | null | undefined;
  /** Whether the operation takes an idempotency key, which is made where none is given. */
  takesKey?: boolean;
  /** Whether the operation is for those without a key. */
  isPublic?: boolean;
  /** In place of `fetch`. */
  send?: Send;
}

export class Transport {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The platform's `fetch`, unless another was given: then it is that one that everything goes through. */
  get fetch(): typeof fetch {
    return this.#settings.fetch;
  }

  get isPlatformFetch(): boolean {
    return this.#settings.isPlatformFetch;
  }

  /** Call, and read the answer as JSON; undefined where there is none. */
  json<Data>(ask: Ask, options?: RequestOptions): Reply<Data> {
    return this.call(ask, options, asJson<Data>);
  }

  /** Call, and give the answer to `read`. */
  call<Data>(ask: Ask, options: RequestOptions | undefined, read: Reader<Data>): Reply<Data> {
    return new Reply(this.#call(ask, options ?? {}, read));
  }

  /** GET an address that is its own credential, so that the key is not sent there. `headers`: of each try. */
  async fetchLink<Data>(
    url: string,
    options: RequestOptions,
    read: Reader<Data>,
    headers: () => Record<string, string> = () => ({}),
  ): Promise<Data> {
    const send: Send = (address, init) => this.#settings.fetch(address, { ...init, headers: headers() });
    return (await this.#tries(url, { credentials: "omit" }, options, { isRepeatable: true, read, send })).data;
  }

  async #call<Data>(ask: Ask, options: RequestOptions, read: Reader<Data>): Promise<Answered<Data>> {
    const url = this.#settings.baseUrl + ask.path + asParameters(ask.query, "?");
    const headers = await this.#headers(ask, options);
    const init: RequestInit = {
      method: ask.method,
      headers,
      credentials: "omit",
      redirect: "manual", // else a POST might go on as a GET, and be answered with something else
    };
    if (ask.body) init.body = JSON.stringify(ask.body);
    if (ask.form) init.body = asParameters(ask.form);
    const isRepeatable = ask.method !== "POST" || headers.has("idempotency-key");
    const timeoutMs = (options.timeoutMs ?? this.#settings.timeoutMs) + 1000 * (ask.waitSeconds ?? 0);
    return this.#tries(url, init, { ...options, timeoutMs }, { isRepeatable, read, send: ask.send });
  }

  async #headers(ask: Ask, options: RequestOptions): Promise<Headers> {
    const headers = new Headers({ accept: "application/json" });
    if (isNode) headers.set("user-agent", `muniment-client/${VERSION} (typescript)`);
    if (ask.body) headers.set("content-type", "application/json");
    if (ask.form) headers.set("content-type", "application/x-www-form-urlencoded");
    if (!ask.isPublic) headers.set("authorization", `Bearer ${await this.#settings.apiKey()}`);
    const idempotencyKey = options.idempotencyKey ?? (ask.takesKey ? randomHex() : undefined);
    if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
    if (options.idempotencyStrict) headers.set("idempotency-strict", "true");
    if (options.ifMatch !== undefined) headers.set("if-match", options.ifMatch);
    if (options.ifNoneMatch !== undefined) headers.set("if-none-match", options.ifNoneMatch);
    for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
    return headers;
  }

  /** Tries until there is an answer, or another try would be in vain or do harm. */
  async #tries<Data>(
    url: string,
    init: RequestInit,
    options: RequestOptions,
    how: { isRepeatable: boolean; read: Reader<Data>; send?: Send | undefined },
  ): Promise<Answered<Data>> {
    const maxRetries = options.maxRetries ?? this.#settings.maxRetries;
    let pausedMs = 0;
    for (let tries = 1; ; tries++) {
      try {
        return await this.#try(url, init, options, how.send ?? this.#send, how.read);
      } catch (error) {
        const pauseMs = pauseBefore(error, { tries, maxRetries, pausedMs, isRepeatable: how.isRepeatable });
        if (pauseMs === null) throw error;
        pausedMs += pauseMs;
        this.#settings.onRetry?.(error as MunimentError, pauseMs);
        await sleep(pauseMs, options.signal);
      }
    }
  }

  async #try<Data>(
    url: string,
    init: RequestInit,
    options: RequestOptions,
    send: Send,
    read: Reader<Data>,
  ): Promise<Answered<Data>> {
    options.signal?.throwIfAborted();
    const patience = new Patience(options.timeoutMs ?? this.#settings.timeoutMs, options.signal);
    try {
      const response = await send(url, { ...init, signal: patience.signal }, patience);
      patience.renew();
      if (!response.ok) throw await refusalOf(response);
      return { data: await read(response, patience), response };
    } catch (error) {
      throw patience.explain(error);
    } finally {
      patience.end();
    }
  }

  readonly #send: Send = (url, init) => this.#settings.fetch(url, init);
}

/** One part of a path. Throws a MunimentError for what would name another resource than one of that id. */
export function at(id: string | number): string {
  const part = encodeURIComponent(String(id));
  if (part === "" || part === "." || part === "..") throw new MunimentError(`${JSON.stringify(id)} is no id.`);
  return part;
}

/** `prefix` and the parameters; nothing when there are none. */
function asParameters(values: object | undefined, prefix = ""): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) parameters.append(name, String(one));
    }
  }
  return parameters.size ? prefix + parameters : "";
}

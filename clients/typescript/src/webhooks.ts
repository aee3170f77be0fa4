/** Whether a message really comes from the server. */

import { WebhookVerificationError } from "./errors.js";
import type { Event } from "./generated/models.js";

/** The headers of a request, however the receiver has them: Node's, Express's, or of the platform's `Request`. */
export type ReceivedHeaders = Headers | Record<string, string | string[] | undefined>;

export interface VerifyOptions {
  /** How far the message's time and the machine's may be apart; 300 unless said, as Standard Webhooks has it. */
  toleranceSeconds?: number | undefined;
  /** The time, in Unix seconds; the machine's unless said. */
  now?: number | undefined;
}

/**
 * The event that a message tells, once it is proven to be the server's: by the headers of Standard Webhooks, whose
 * signature covers the time too, compared in constant time. `body`: exactly as it came, and not JSON made anew.
 *
 * Throws a WebhookVerificationError, which says what is wrong and nothing of the secret.
 */
export async function verifyWebhook(
  body: string | Uint8Array<ArrayBuffer>,
  headers: ReceivedHeaders,
  secret: string,
  options: VerifyOptions = {},
): Promise<Event> {
  const [id, timestamp, signatures] = ["id", "timestamp", "signature"].map((one) => header(headers, `webhook-${one}`));
  const content = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), content);
  if (!(await isSigned(signed, String(signatures), secret))) {
    throw new WebhookVerificationError("The signature is not that of this body under this secret.");
  }
  const apartSeconds = Math.abs((options.now ?? Date.now() / 1000) - Number(timestamp));
  if (!(apartSeconds <= (options.toleranceSeconds ?? 300))) {
    throw new WebhookVerificationError("The message is too old, or this machine's clock is wrong.");
  }
  return JSON.parse(new TextDecoder().decode(content));
}

/** Whether one of the signatures is right. */
async function isSigned(signed: BufferSource, signatures: string, secret: string): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", keyOf(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  for (const signature of signatures.split(" ")) {
    const bytes = signature.startsWith("v1,") ? decoded(signature.slice("v1,".length)) : null;
    if (bytes !== null && (await crypto.subtle.verify("HMAC", key, bytes, signed))) return true;
  }
  return false;
}

function header(headers: ReceivedHeaders, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : valueOf(headers, name);
  if (typeof value !== "string" || value === "") throw new WebhookVerificationError(`The message has no ${name}.`);
  return value;
}

function valueOf(headers: Record<string, string | string[] | undefined>, name: string): unknown {
  return Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
}

/** What a secret `whsec_<base64>` holds, or the bytes of any other, as the server signs with. */
function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  const held = secret.startsWith("whsec_") ? decoded(secret.slice("whsec_".length)) : null;
  const key = held ?? new TextEncoder().encode(secret);
  if (key.length === 0) throw new WebhookVerificationError("The secret is empty.");
  return key;
}

/** The bytes of a text in base64; null when it is none. */
function decoded(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

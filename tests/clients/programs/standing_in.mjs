// A server that does what a test says, for what the real one does only when something is wrong.

import { createServer } from "node:http";
import { text } from "node:stream/consumers";

import { Muniment } from "muniment-client";

export const KEY = "ak_live_0123456789abcdef_secret";

/**
 * Answers one request after the other as `answers` say, the last one for ever: `[status, body, headers]`, or a function
 * of request and response, which reads the body itself if it `takesBody`. Ends with the test. `requests`: what came.
 */
export async function serving(t, ...answers) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    const asked = { method, url, headers };
    requests.push(asked);
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (!answer.takesBody) asked.body = await text(request).catch(() => null); // who goes away says no more
    if (typeof answer === "function") {
      await answer(request, response);
      return;
    }
    const [status, body, said = {}] = answer;
    response.writeHead(status, { "content-type": "application/json", ...said });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${server.address().port}`;
  const client = new Muniment({ apiKey: KEY, baseUrl });
  return { requests, client, baseUrl };
}

/** Pauses before further tries take no time from here to the test's end; what they would have taken, in milliseconds. */
export function hurrying(t) {
  const pauses = [];
  const real = globalThis.setTimeout;
  t.mock.method(globalThis, "setTimeout", (done, ms, ...rest) => {
    if (!new Error().stack.includes("/retries.js")) return real(done, ms, ...rest); // fetch has timers of its own
    pauses.push(ms);
    return real(done, 0, ...rest);
  });
  return pauses;
}

/** An answer that breaks off. */
export function breakingOff(request, response) {
  request.socket.destroy();
}

export const refused = (code, status = 400) => [status, { detail: { code, message: "No." }, request_id: "r" }];

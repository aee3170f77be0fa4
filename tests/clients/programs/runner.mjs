// Calls of the SDK that another program asks for: a line of JSON in, a line of JSON out (tests/clients/typescript_sdk.py).

import { createInterface } from "node:readline";

import { ApiError, Muniment, verifyWebhook } from "muniment-client";

Math.random = () => 0; // pauses before further tries are without length, but for what Retry-After says

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

async function call({ baseUrl, apiKey, operation, at, params, options }) {
  const [group, method] = operation.split(".").map(camel);
  if (params.file) params.file = new Blob([Buffer.from(params.file, "base64")]);
  const client = new Muniment({ baseUrl, apiKey });
  const said = Object.keys(params).length ? [params] : [];
  const given = client[group][method](...at, ...said, ...(Object.keys(options).length ? [options] : []));
  if (!given[Symbol.asyncIterator]) return given;
  const entries = [];
  for await (const entry of given) entries.push(entry);
  return entries;
}

const verify = ({ body, headers, secret, now }) => verifyWebhook(body, headers, secret, { now });

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let said;
  try {
    const value = await (asked.operation ? call(asked) : verify(asked));
    said = { value: value instanceof Blob ? { bytes: Buffer.from(await value.arrayBuffer()).toString("base64") } : value };
  } catch (error) {
    const { name, message } = error;
    said = { error: { class: name, message, ...(error instanceof ApiError && { status: error.status, code: error.code }) } };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

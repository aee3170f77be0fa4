import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError, ConnectionFailedError, RateLimitedError, TimedOutError } from "muniment-client";

import { breakingOff, hurrying, refused, serving } from "./standing_in.mjs";

const VENDOR = [201, { id: "cbvndr_1", name: "Northwind" }];

test("a creation is tried again under one key, after refusals that pass and after a broken connection", async (t) => {
  hurrying(t);
  const { client, requests } = await serving(t, refused("storage_unavailable", 503), breakingOff, VENDOR);
  assert.equal((await client.vendors.create({ name: "Northwind" })).id, "cbvndr_1");
  const keys = requests.map(({ headers }) => headers["idempotency-key"]);
  assert.equal(keys.length, 3);
  assert.match(keys[0], /^[0-9a-f]{32}$/);
  assert.equal(new Set(keys).size, 1);
});

test("two creations have two keys, and a given key is sent as it is", async (t) => {
  const { client, requests } = await serving(t, VENDOR);
  await client.vendors.create({ name: "Northwind" });
  await client.vendors.create({ name: "Northwind" });
  await client.vendors.create({ name: "Northwind" }, { idempotencyKey: "mine" });
  const keys = requests.map(({ headers }) => headers["idempotency-key"]);
  assert.equal(new Set(keys).size, 3);
  assert.equal(keys[2], "mine");
});

test("what could happen twice is not sent again after a failure", async (t) => {
  hurrying(t);
  const failing = await serving(t, refused("internal_error", 500));
  await assert.rejects(failing.client.apiKeys.create({ name: "ci" }), { name: "InternalError", status: 500 });
  assert.equal(failing.requests.length, 1);
  const breaking = await serving(t, breakingOff);
  await assert.rejects(breaking.client.apiKeys.create({ name: "ci" }), ConnectionFailedError);
  assert.equal(breaking.requests.length, 1);
});

test("what was certainly not done is sent again although it could happen twice", async (t) => {
  hurrying(t);
  const { client, requests } = await serving(t, refused("rate_limited", 429), [201, { id: "ak_1" }]);
  assert.equal((await client.apiKeys.create({ name: "ci" })).id, "ak_1");
  assert.equal(requests.length, 2);
});

test("a connection that never came to be is known as that", async (t) => {
  const pauses = hurrying(t);
  const { client } = await serving(t, VENDOR);
  const nowhere = new client.constructor({ apiKey: "ak_x", baseUrl: "http://127.0.0.1:2", maxRetries: 2 });
  const unsent = (error) => error instanceof ConnectionFailedError && error.isUnsent;
  await assert.rejects(nowhere.apiKeys.create({ name: "ci" }), unsent);
  assert.equal(pauses.length, 2);
});

test("other refusals are final", async (t) => {
  const { client, requests } = await serving(t, refused("vendor_not_found", 404));
  await assert.rejects(client.vendors.get("cbvndr_1"), { name: "VendorNotFoundError", code: "vendor_not_found" });
  assert.equal(requests.length, 1);
});

test("whoever wants to know is told of each error after which there is another try", async (t) => {
  hurrying(t);
  const told = [];
  const { client, baseUrl } = await serving(t, refused("storage_unavailable", 503), breakingOff, VENDOR);
  const onRetry = (error) => told.push(error.name);
  await new client.constructor({ apiKey: "ak_x", baseUrl, onRetry }).vendors.create({ name: "Northwind" });
  assert.deepEqual(told, ["StorageUnavailableError", "ConnectionFailedError"]);
});

test("pauses are drawn from a range that doubles", async (t) => {
  t.mock.method(Math, "random", () => 0.999);
  const pauses = hurrying(t);
  const { client, requests } = await serving(t, refused("storage_unavailable", 503));
  await assert.rejects(client.vendors.get("cbvndr_1"), ApiError);
  assert.equal(requests.length, 6);
  assert.deepEqual(pauses.map(Math.round), [500, 999, 1998, 3996, 7992]);
});

test("what Retry-After asks for comes before the pause", async (t) => {
  t.mock.method(Math, "random", () => 0.5);
  const pauses = hurrying(t);
  const [status, body] = refused("rate_limited", 429);
  const { client } = await serving(t, [status, body, { "retry-after": "7" }], [200, { id: "cbvndr_1" }]);
  await client.vendors.get("cbvndr_1");
  assert.deepEqual(pauses, [7250]);
});

test("a server that asks for more than a minute is not waited for", async (t) => {
  const [status, body] = refused("rate_limited", 429);
  const { client, requests } = await serving(t, [status, body, { "retry-after": "61" }]);
  await assert.rejects(client.vendors.get("cbvndr_1"), (error) => {
    return error instanceof RateLimitedError && error.retryAfterMs === 61_000;
  });
  assert.equal(requests.length, 1);
});

test("maxRetries is for a client and for a call", async (t) => {
  hurrying(t);
  const { client, requests } = await serving(t, refused("storage_unavailable", 503));
  await assert.rejects(client.vendors.get("cbvndr_1", { maxRetries: 0 }), ApiError);
  assert.equal(requests.length, 1);
});

test("silence ends a try, and a reading that stands still too", async (t) => {
  const silent = await serving(t, () => {});
  await assert.rejects(silent.client.vendors.get("cbvndr_1", { timeoutMs: 20, maxRetries: 0 }), TimedOutError);
  const halting = await serving(t, (_request, response) => response.writeHead(200).write('{"id":'));
  await assert.rejects(halting.client.vendors.get("cbvndr_1", { timeoutMs: 20, maxRetries: 0 }), TimedOutError);
});

test("who wants to wait for ever may", async (t) => {
  const { client } = await serving(t, VENDOR);
  assert.equal((await client.vendors.create({ name: "N" }, { timeoutMs: Number.POSITIVE_INFINITY })).id, "cbvndr_1");
});

test("the caller's signal ends a try and a pause, with its own reason", async (t) => {
  const reason = new Error("enough");
  const during = new AbortController();
  const silent = await serving(t, () => during.abort(reason));
  await assert.rejects(silent.client.vendors.get("cbvndr_1", { signal: during.signal }), reason);
  const between = new AbortController();
  const [status, body] = refused("storage_unavailable", 503);
  const failing = await serving(t, (_request, response) => {
    response.writeHead(status, { "retry-after": "50" }).end(JSON.stringify(body), () => between.abort(reason));
  });
  await assert.rejects(failing.client.vendors.get("cbvndr_1", { signal: between.signal }), reason);
  assert.equal(failing.requests.length, 1);
  await assert.rejects(failing.client.vendors.get("cbvndr_1", { signal: AbortSignal.abort(reason) }), reason);
  assert.equal(failing.requests.length, 1);
});

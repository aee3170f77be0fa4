import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { ApiError, InvalidFieldsError, Muniment, MunimentError } from "muniment-client";

import { breakingOff, KEY, refused, serving } from "./standing_in.mjs";

test("a client without a key or an address says what is missing, and never what a key is", () => {
  const baseUrl = "https://evidence.example.com";
  for (const [options, said] of [
    [{ baseUrl }, /No API key/],
    [{ apiKey: KEY }, /No address/],
    [{ apiKey: `${KEY}\n`, baseUrl }, /a character that no key has/],
    [{ apiKey: KEY, baseUrl: "evidence" }, /no URL/],
    [{ apiKey: KEY, baseUrl: "ftp://evidence" }, /neither https: nor http:/],
    [{ apiKey: KEY, baseUrl: `https://user:${KEY}@evidence` }, /more than a host/],
  ]) {
    assert.throws(() => new Muniment(options), (error) => {
      return error instanceof MunimentError && said.test(error.message) && !inspect(error).includes(KEY);
    });
  }
});

test("the key and the address come from the environment", (t) => {
  t.after(() => {
    delete process.env.MUNIMENT_API_KEY;
    delete process.env.MUNIMENT_BASE_URL;
  });
  process.env.MUNIMENT_API_KEY = KEY;
  process.env.MUNIMENT_BASE_URL = "https://evidence.example.com";
  assert.ok(new Muniment() instanceof Muniment);
});

test("a function gives the key of each call, and a bad one is never told", async (t) => {
  const { baseUrl, requests } = await serving(t, [200, {}]);
  const keys = ["cbat_1", "cbat_2", `${KEY}\n`];
  const client = new Muniment({ apiKey: async () => keys.shift(), baseUrl });
  await client.vendors.get("v");
  await client.vendors.get("v");
  assert.deepEqual(requests.map(({ headers }) => headers.authorization), ["Bearer cbat_1", "Bearer cbat_2"]);
  await assert.rejects(client.vendors.get("v"), (error) => !inspect(error).includes(KEY) && /a character/.test(error.message));
});

test("the key is in no inspection, no JSON and no error", async (t) => {
  const { client } = await serving(t, refused("vendor_not_found", 404), breakingOff, [200, "<html>"]);
  const shown = (value) => inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true });
  assert.ok(!shown(client).includes(KEY));
  assert.ok(!JSON.stringify(client).includes(KEY));
  for (const name of ["VendorNotFoundError", "ConnectionFailedError", "ApiError"]) {
    const error = await client.vendors.get("cbvndr_1", { maxRetries: 0 }).catch((reason) => reason);
    assert.equal(error.name, name);
    assert.ok(!shown(error).includes(KEY));
  }
});

test("a base URL may have a path, and one slash at its end more", async (t) => {
  const { client, baseUrl, requests } = await serving(t, [200, {}]);
  await new client.constructor({ apiKey: KEY, baseUrl: `${baseUrl}/evidence/room/` }).vendors.get("a/b?c");
  assert.equal(requests[0].url, "/evidence/room/v1/vendors/a%2Fb%3Fc");
});

test("a base URL is what a browser would read in it", async () => {
  for (const written of [" https://evidence.example.com/room/ ", "https://evidence.example.com/room/?", "HTTPS://evidence.example.com/room#"]) {
    const asked = [];
    const answer = async (url) => (asked.push(url), new Response("{}"));
    await new Muniment({ apiKey: KEY, baseUrl: written, fetch: answer }).vendors.get("v");
    assert.deepEqual(asked, ["https://evidence.example.com/room/v1/vendors/v"]);
  }
});

test("what is no id asks for nothing", async (t) => {
  const { client, requests } = await serving(t, [200, {}]);
  for (const id of ["", ".", ".."]) assert.throws(() => client.documents.get(id), MunimentError);
  assert.equal(requests.length, 0);
});

test("parameters are said once each, of a list each, and what is undefined or null not at all", async (t) => {
  const { client, requests } = await serving(t, [200, { data: [], limit: 50 }]);
  await client.documents.list({ vendor_id: "v", status: ["failed", "created"], q: undefined, sha256: null, limit: 2 });
  assert.equal(requests[0].url, "/v1/documents?vendor_id=v&status=failed&status=created&limit=2");
});

test("an answer is there with its headers for whoever asks", async (t) => {
  const { client } = await serving(t, [200, { id: "cbvndr_1" }, { etag: '"1"' }], refused("vendor_not_found", 404));
  const { data, response } = await client.vendors.get("cbvndr_1").withResponse();
  assert.deepEqual([data.id, response.headers.get("etag")], ["cbvndr_1", '"1"']);
  await assert.rejects(client.vendors.get("cbvndr_1").withResponse(), { code: "vendor_not_found" });
});

test("every shape of a refusal has its class", async (t) => {
  const fields = [{ loc: ["query", "limit"], msg: "Too much", type: "less_than" }];
  for (const [status, body, name, code, message] of [
    [404, { detail: { code: "vendor_not_found", message: "Vendor not found." } }, "VendorNotFoundError", "vendor_not_found", "Vendor not found."],
    [418, { detail: { code: "of_tomorrow", message: "New." } }, "ApiError", "of_tomorrow", "New."],
    [418, { detail: { code: "constructor", message: "New." } }, "ApiError", "constructor", "New."],
    [401, { detail: "Invalid or expired API key." }, "InvalidApiKeyError", null, "Invalid or expired API key."],
    [403, { detail: "Not authenticated" }, "NotAuthenticatedError", null, "Not authenticated"],
    [422, { detail: fields }, "InvalidFieldsError", null, "query.limit: Too much"],
    [400, { detail: { error: "Vendor not found." } }, "ApiError", null, "Vendor not found."],
    [422, { detail: { error: "Bad.", value: "x" } }, "ApiError", null, "Bad."],
    [400, { error: "invalid_client", error_description: "No." }, "InvalidClientError", "invalid_client", "No."],
    [404, "<html>", "ApiError", null, "The server answered 404."],
    [404, "null", "ApiError", null, "The server answered 404."],
  ]) {
    const { client } = await serving(t, [status, body, { "x-coverbase-request-id": "r1" }]);
    const error = await client.vendors.get("v").catch((reason) => reason);
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.name, error.code, error.message, error.status, error.requestId], [name, code, message, status, "r1"]);
    if (error instanceof InvalidFieldsError) assert.deepEqual(error.fields, fields);
  }
});

test("whatever is answered is an error with its status, or what was asked for", async (t) => {
  const odd = ["", "x", "null", "1", "[]", "[null]", "{}", '{"error": {}}'];
  for (const detail of ["null", "1", "[]", "[null]", "[{}]", '[{"loc": 1}]', "{}", '{"code": 1}', '{"code": [], "message": {}}']) {
    odd.push(`{"detail": ${detail}}`);
  }
  for (const body of odd) {
    const { client } = await serving(t, [422, body, { "x-request-id": "r2" }], [200, body]);
    const error = await client.vendors.get("v").catch((reason) => reason);
    assert.ok(error instanceof ApiError, body);
    assert.deepEqual([error.status, error.requestId, typeof error.message], [422, "r2", "string"]);
    const given = await client.vendors.get("v").catch((reason) => reason);
    assert.ok(given === undefined || typeof given === "object", body);
    assert.equal(given instanceof Error, ["x", "null", "1"].includes(body));
    if (given instanceof Error) assert.ok(given instanceof ApiError);
  }
});

test("an endless answer is not read to the end of memory", async (t) => {
  const piece = new Uint8Array(2 ** 20);
  let sent = 0;
  const endless = () => new Response(new ReadableStream({ pull: (into) => (sent++, into.enqueue(piece)) }));
  const client = new Muniment({ apiKey: KEY, baseUrl: "http://api.invalid", fetch: async () => endless() });
  await assert.rejects(client.vendors.get("v"), (error) => error instanceof MunimentError && /longer than/.test(error.message));
  assert.ok(sent < 140);
});

test("a redirect is not followed, so that a creation is not answered with a list", async (t) => {
  const { client, requests } = await serving(t, [302, "", { location: "/v1/vendors" }]);
  await assert.rejects(client.vendors.create({ name: "Northwind" }), /is baseUrl right/);
  assert.equal(requests.length, 1);
});

test("a fetch of one's own is what everything goes through", async (t) => {
  const { baseUrl } = await serving(t, [200, { id: "cbvndr_1" }]);
  const asked = [];
  const own = (url, init) => {
    asked.push(url);
    return fetch(url, init);
  };
  const client = new Muniment({ apiKey: KEY, baseUrl, fetch: own });
  await client.vendors.get("cbvndr_1");
  await client.documents.upload({ file: new Blob(["x"]), filename: "a.txt", vendor_id: "v" });
  assert.deepEqual(asked, [`${baseUrl}/v1/vendors/cbvndr_1`, `${baseUrl}/v1/documents`]);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { Muniment, MunimentError } from "muniment-client";

import { KEY, serving } from "./standing_in.mjs";

/** A list whose pages are read from `entries`; `meanwhile` is called with it after each page, and how many there were. */
async function listing(t, entries, meanwhile = () => {}) {
  let pages = 0;
  return serving(t, (request, response) => {
    const asked = new URL(request.url, "http://x").searchParams;
    const [limit, offset] = [Number(asked.get("limit") ?? 50), Number(asked.get("offset") ?? 0)];
    const data = entries.slice(offset, offset + limit).map((id) => ({ id }));
    response.end(JSON.stringify({ data, total: entries.length, limit, offset }));
    meanwhile(entries, ++pages);
  });
}

async function ids(list) {
  const found = [];
  for await (const { id } of list) found.push(id);
  return found;
}

const TEN = ["j", "i", "h", "g", "f", "e", "d", "c", "b", "a"];

for (const limit of [1, 2, 3, 9, 10, 11]) {
  test(`every entry comes once, ${limit} at a time`, async (t) => {
    const { client } = await listing(t, [...TEN]);
    assert.deepEqual(await ids(client.documents.list({ limit })), TEN);
  });
}

test("nothing comes twice while new entries come in before", async (t) => {
  const { client } = await listing(t, [...TEN], (entries, pages) => pages < 4 && entries.unshift(`new${pages}`));
  assert.deepEqual(await ids(client.documents.list({ limit: 4 })), TEN);
});

test("nothing is left out while entries go", async (t) => {
  const { client } = await listing(t, [...TEN], (entries, pages) => pages === 1 && entries.splice(0, 3));
  assert.deepEqual(await ids(client.documents.list({ limit: 4 })), TEN);
});

test("a walk begins at an offset, and an empty list has nothing", async (t) => {
  const { client } = await listing(t, [...TEN]);
  assert.deepEqual(await ids(client.documents.list({ limit: 2, offset: 7 })), TEN.slice(7));
  assert.deepEqual(await ids(client.documents.list({ offset: 10 })), []);
});

test("a list that is awaited is its first page, and nothing is asked for before", async (t) => {
  const { client, requests } = await listing(t, [...TEN]);
  const list = client.documents.list({ limit: 3 });
  assert.equal(requests.length, 0);
  const page = await list;
  assert.deepEqual([page.total, page.data.map(({ id }) => id)], [10, ["j", "i", "h"]]);
  assert.equal(requests.length, 1);
});

test("an array of a list has as many entries as one asked for, and no page more is fetched", async (t) => {
  const { client, requests } = await listing(t, [...TEN]);
  assert.deepEqual((await client.documents.list({ limit: 3 }).toArray({ limit: 3 })).map(({ id }) => id), ["j", "i", "h"]);
  assert.equal(requests.length, 1);
  assert.deepEqual(await client.documents.list().toArray({ limit: 0 }), []);
});

test("a feed is read from page to page until one is empty", async (t) => {
  const { client, requests } = await serving(
    t,
    [200, { data: [{ id: "1" }], next: "n1" }],
    [200, { data: [{ id: "2" }], next: "n2" }],
    [200, { data: [], next: "n2" }],
  );
  assert.deepEqual(await ids(client.events.list({ after: "n0", limit: 1 })), ["1", "2"]);
  assert.deepEqual(requests.map(({ url }) => url), ["n0", "n1", "n2"].map((one) => `/v1/events?after=${one}&limit=1`));
});

test("a feed that is followed goes on where a page is empty, from now on or from where one was", async (t) => {
  const pages = [[200, { data: [], next: "n1" }], [200, { data: [{ event_id: "1" }], next: "n2" }]];
  const { client, requests } = await serving(t, ...pages);
  for await (const event of client.events.follow({ types: ["Vendor.Created"] })) {
    assert.equal(event.event_id, "1");
    break;
  }
  for await (const page of client.events.follow({ after: null, wait: 1 }).pages()) {
    assert.equal(page.next, "n2");
    break;
  }
  assert.deepEqual(requests.map(({ url }) => url), [
    "/v1/events?after=latest&wait=30&types=Vendor.Created",
    "/v1/events?after=n1&wait=30&types=Vendor.Created",
    "/v1/events?wait=1",
  ]);
});

test("a list that is whole in one page is asked for once", async (t) => {
  const { client, requests } = await serving(t, [200, { data: [{ id: "1" }] }]);
  assert.deepEqual(await ids(client.webhooks.list()), ["1"]);
  assert.equal(requests.length, 1);
});

test("a page that is none is an error of the package", async (t) => {
  for (const body of ["null", "5", {}, { data: null }, { data: {} }, { data: [null] }, { data: [5] }]) {
    const { client } = await serving(t, [200, body]);
    for (const one of [client.documents.list(), client.events.list(), client.webhooks.list(), client.events.follow()]) {
      await assert.rejects(ids(one), MunimentError);
    }
  }
});

test("a list that brings the same page for ever, or a cursor that stands still, comes to an end", async (t) => {
  const page = JSON.stringify({ data: [{ id: "1" }, { id: "2" }], limit: 2, next: "7" });
  const client = new Muniment({ apiKey: KEY, baseUrl: "http://api.invalid", fetch: async () => new Response(page) });
  await assert.rejects(ids(client.documents.list()), /again and again/);
  await assert.rejects(ids(client.events.list({ after: "7" })), /does not go on/);
  await assert.rejects(ids(client.events.follow({ after: "7" })), /does not go on/);
});

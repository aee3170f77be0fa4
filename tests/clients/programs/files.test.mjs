import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { DamagedFileError, MunimentError } from "muniment-client";

import { breakingOff, hurrying, refused, serving } from "./standing_in.mjs";

const BYTES = Buffer.from("evidence ".repeat(50_000));
const SHA256 = createHash("sha256").update(BYTES).digest("hex");

function folder(t) {
  const path = mkdtempSync(join(tmpdir(), "muniment-"));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

/** A server of one file, whose link answers as `links` say; `said`: the hash that comes with the link. */
async function holding(t, links, said = SHA256) {
  const left = [...links];
  const answer = (request, response) => {
    if (request.url.startsWith("/files/")) {
      left.length > 1 ? left.shift()(request, response) : left[0](request, response);
      return;
    }
    const url = `http://${request.headers.host}/files/key?signature=s`;
    response.writeHead(200, { "x-content-sha256": said }).end(JSON.stringify({ url }));
  };
  return serving(t, answer);
}

const whole = (_request, response) => response.end(BYTES);
const half = (_request, response) => {
  response.writeHead(200, { "content-length": BYTES.length, etag: '"1"' });
  response.write(BYTES.subarray(0, BYTES.length / 2), () => response.destroy());
};

/** Half of it, which breaks off when `progress` was told of some: what fetch has not handed on by then it forgets. */
function halting(told) {
  let breakOff = () => {};
  const start = (_request, response) => {
    response.writeHead(200, { "content-length": BYTES.length, etag: '"1"' });
    response.write(BYTES.subarray(0, BYTES.length / 2));
    breakOff = () => response.destroy();
  };
  const progress = (receivedBytes, totalBytes) => {
    told.push([receivedBytes, totalBytes]);
    breakOff();
  };
  return { start, progress };
}

/** The rest from where it is asked for. */
const rest = (request, response) => {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range)[1]);
  const said = { "content-range": `bytes ${from}-${BYTES.length - 1}/${BYTES.length}`, "content-length": BYTES.length - from };
  response.writeHead(206, { etag: '"1"', ...said }).end(BYTES.subarray(from));
};

test("a download that breaks off goes on where it was, and is there whole and alone", async (t) => {
  hurrying(t);
  const told = [];
  const { start, progress } = halting(told);
  const { client, requests } = await holding(t, [start, breakingOff, rest]);
  const path = folder(t);
  assert.equal(await client.documents.downloadTo("cbvdoc_1", join(path, "a.pdf"), { progress }), join(path, "a.pdf"));
  assert.deepEqual(readdirSync(path), ["a.pdf"]);
  assert.ok(readFileSync(join(path, "a.pdf")).equals(BYTES));
  assert.deepEqual(told.at(-1), [BYTES.length, BYTES.length]);
  assert.ok(told.every(([receivedBytes], at) => at === 0 || receivedBytes > told[at - 1][0]));
  const links = requests.filter(({ url }) => url.startsWith("/files/"));
  assert.deepEqual(links.map(({ headers }) => headers["if-range"]), [undefined, '"1"', '"1"']);
  assert.deepEqual(links.map(({ headers }) => headers.authorization), [undefined, undefined, undefined]);
});

test("a rest that is not the one that was asked for is not put behind", async (t) => {
  hurrying(t);
  const other = (_request, response) => {
    response.writeHead(206, { "content-range": `bytes 1-2/${BYTES.length}` }).end(BYTES.subarray(1, 3));
  };
  const { start, progress } = halting([]);
  const { client, requests } = await holding(t, [start, other, whole]);
  const path = folder(t);
  await client.documents.downloadTo("cbvdoc_1", join(path, "a.pdf"), { progress });
  assert.ok(readFileSync(join(path, "a.pdf")).equals(BYTES));
  assert.equal(requests.at(-1).headers.range, undefined);
});

test("nothing comes in the place of a device or a pipe", async (t) => {
  const { client, requests } = await holding(t, [whole]);
  await assert.rejects(client.documents.downloadTo("cbvdoc_1", "/dev/null"), MunimentError);
  assert.ok(statSync("/dev/null").isCharacterDevice());
  assert.equal(requests.length, 0);
});

test("an answer without a link is an error of the package", async (t) => {
  for (const body of ["null", "{}", { url: 5 }]) {
    const { client } = await serving(t, [200, body]);
    await assert.rejects(client.documents.downloadBlob("cbvdoc_1"), MunimentError);
    await assert.rejects(client.documents.downloadTo("cbvdoc_1", join(folder(t), "a.pdf")), MunimentError);
  }
});

test("a link that has ended, or a rest that is not there, is asked for anew", async (t) => {
  hurrying(t);
  for (const status of [403, 416]) {
    const ended = (_request, response) => response.writeHead(status).end("{}");
    const { client, requests } = await holding(t, [half, ended, whole]);
    const path = folder(t);
    await client.documents.downloadTo("cbvdoc_1", join(path, "a.pdf"));
    assert.ok(readFileSync(join(path, "a.pdf")).equals(BYTES));
    assert.equal(requests.filter(({ url }) => url.endsWith("/download")).length, 2);
  }
});

test("a download of another file than the one that broke off is begun anew", async (t) => {
  hurrying(t);
  const { client } = await holding(t, [half, whole]);
  const path = folder(t);
  await client.documents.downloadTo("cbvdoc_1", join(path, "a.pdf"));
  assert.ok(readFileSync(join(path, "a.pdf")).equals(BYTES));
});

test("bytes that are not those that the server keeps leave what was there before", async (t) => {
  const { client } = await holding(t, [whole], "0".repeat(64));
  const path = folder(t);
  writeFileSync(join(path, "a.pdf"), "before");
  await assert.rejects(client.documents.downloadTo("cbvdoc_1", join(path, "a.pdf")), DamagedFileError);
  assert.deepEqual(readdirSync(path), ["a.pdf"]);
  assert.equal(readFileSync(join(path, "a.pdf"), "utf8"), "before");
  await assert.rejects(client.documents.downloadBlob("cbvdoc_1"), DamagedFileError);
});

test("a download that fails leaves nothing", async (t) => {
  const { client } = await holding(t, [(_request, response) => response.writeHead(403).end("{}")]);
  const path = folder(t);
  await assert.rejects(client.documents.downloadTo("cbvdoc_1", join(path, "a.pdf")), { status: 403 });
  assert.deepEqual(readdirSync(path), []);
  await assert.rejects(client.documents.downloadTo("cbvdoc_1", path), MunimentError);
});

test("an upload that fails is sent again from its beginning, and told so", async (t) => {
  hurrying(t);
  const { client, requests } = await serving(t, refused("storage_unavailable", 503), [201, { id: "cbvdoc_1" }]);
  const path = join(folder(t), 'a "quoted" n\u00e4me.txt');
  writeFileSync(path, BYTES);
  const told = [];
  const progress = (sentBytes, totalBytes) => told.push([sentBytes, totalBytes]);
  const fields = { vendor_id: "v", service_ids: ["s1", "s2"], name: undefined };
  await client.documents.upload({ file: path, ...fields }, { progress });
  const [first, second] = requests;
  assert.equal(first.headers["content-length"], second.headers["content-length"]);
  assert.equal(first.headers["transfer-encoding"], undefined);
  assert.equal(first.headers["idempotency-key"], second.headers["idempotency-key"]);
  const form = await new Response(second.body, { headers: { "content-type": second.headers["content-type"] } }).formData();
  assert.deepEqual(form.getAll("service_ids"), ["s1", "s2"]);
  assert.deepEqual([...new Set(form.keys())], ["vendor_id", "service_ids", "file"]);
  assert.equal(form.get("file").name, 'a "quoted" n\u00e4me.txt');
  assert.ok(Buffer.from(await form.get("file").arrayBuffer()).equals(BYTES));
  assert.deepEqual(told.at(-1), [BYTES.length, BYTES.length]);
  assert.equal(told.filter(([sentBytes]) => sentBytes === told[0][0]).length, 2);
});

test("what is no file to read is told before anything is sent", async (t) => {
  const { client, requests } = await serving(t, [201, {}]);
  await assert.rejects(client.documents.upload({ file: "/no/such.pdf", vendor_id: "v" }), { code: "ENOENT" });
  await assert.rejects(client.documents.upload({ file: tmpdir(), vendor_id: "v" }), MunimentError);
  assert.equal(requests.length, 0);
});

test("an upload is not sent after a redirect", async (t) => {
  const { client, requests } = await serving(t, [307, "", { location: "/elsewhere" }]);
  await assert.rejects(client.documents.upload({ file: new Blob(["x"]), vendor_id: "v" }), /is baseUrl right/);
  assert.equal(requests.length, 1);
});

test("an error of the caller's own progress ends a transfer and comes out as it is", async (t) => {
  const { client, requests } = await holding(t, [whole]);
  const mine = new TypeError("mine");
  const progress = () => {
    throw mine;
  };
  const upload = client.documents.upload({ file: new Blob([BYTES]), filename: "a.txt", vendor_id: "v" }, { progress });
  await assert.rejects(upload, mine);
  await assert.rejects(client.documents.downloadTo("cbvdoc_1", join(folder(t), "a.pdf"), { progress }), mine);
  assert.equal(requests.filter(({ url }) => url.startsWith("/files/")).length, 1);
});

test("a document that does not settle in time is named, with its status", async (t) => {
  const { client } = await serving(t, [200, { status: "analyzing" }]);
  for (const waitMs of [0, -1, Number.NaN]) {
    await assert.rejects(client.documents.waitUntilSettled("cbvdoc_1", { waitMs }), {
      name: "NotSettledError",
      documentId: "cbvdoc_1",
      status: "analyzing",
    });
  }
});

test("a document is asked for until it is settled", async (t) => {
  const pauses = hurrying(t);
  const { client } = await serving(t, [200, { status: "created" }], [200, { status: "analyzing" }], [200, { status: "failed" }]);
  assert.equal((await client.documents.waitUntilSettled("cbvdoc_1")).status, "failed");
  assert.deepEqual(pauses, [250, 375]);
});

test("an upload of which the server keeps other bytes is told", async (t) => {
  const said = { "x-content-sha256": SHA256 };
  const { client } = await serving(t, [201, { id: "cbvdoc_1" }, said]);
  const of = (...parts) => ({ file: new Blob(parts), filename: "a.txt", vendor_id: "v", name: "n" });
  assert.equal((await client.documents.upload(of(BYTES))).id, "cbvdoc_1");
  await assert.rejects(client.documents.upload(of(BYTES, "more")), DamagedFileError);
});

test("a large file is never held whole", async (t) => {
  let receivedBytes = 0;
  const take = async (request, response) => {
    for await (const piece of request) receivedBytes += piece.length;
    response.writeHead(201).end("{}");
  };
  const { client } = await serving(t, Object.assign(take, { takesBody: true }));
  const path = join(folder(t), "large.pdf");
  writeFileSync(path, "");
  truncateSync(path, 100 * 2 ** 20);
  let heldBytes = 0;
  const progress = () => {
    heldBytes = Math.max(heldBytes, process.memoryUsage().arrayBuffers);
  };
  await client.documents.upload({ file: path, vendor_id: "v" }, { progress });
  assert.ok(receivedBytes > 100 * 2 ** 20);
  assert.ok(heldBytes < 60 * 2 ** 20, `${heldBytes}`);
});

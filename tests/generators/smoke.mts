// Uploads, lists and gets with openapi-fetch and the types that openapi-typescript made. Arguments: a file to upload.

import assert from "node:assert/strict";
import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];

const baseUrl = process.env["MUNIMENT_BASE_URL"] ?? "";
const nobody = createClient<paths>({ baseUrl });
const caller = createClient<paths>({
  baseUrl,
  headers: { Authorization: `Bearer ${process.env["MUNIMENT_API_KEY"]}` },
});
const path = process.argv[2] ?? "";

function found<T>({ data, error }: { data?: T; error?: unknown }): T {
  assert.ok(data !== undefined, JSON.stringify(error));
  return data;
}

const vendor: Schemas["Vendor"] = found(
  await caller.POST("/v1/vendors", {
    params: { header: { "Idempotency-Key": "typescript" } },
    body: { name: "Quill" } satisfies Schemas["VendorInput"],
  }),
);
const file = await openAsBlob(path);
const document = found(
  await caller.POST("/v1/documents", {
    params: { header: { "Idempotency-Key": "typescript" } },
    body: { file: "", vendor_id: vendor.id }, // a binary text to the types; the form below has the bytes
    bodySerializer({ vendor_id }) {
      const form = new FormData();
      form.append("vendor_id", vendor_id);
      form.append("file", file, basename(path));
      return form;
    },
  }),
);
assert.ok("status" in document); // and not the members of an archive, which expand=true answers
assert.equal(document.status, "created" satisfies Schemas["DocumentStatus"]);

const page = found(
  await caller.GET("/v1/documents", { params: { query: { vendor_id: vendor.id, status: ["created"] } } }),
);
assert.deepEqual(page.data, [document]);
const at = (document_id: string) => ({ params: { path: { document_id } } });
assert.deepEqual(found(await caller.GET("/v1/documents/{document_id}", at(document.id))), document);
const analysis = found(await caller.GET("/v1/documents/{document_id}/analysis", at(document.id)));
assert.equal(analysis.status, "created");

const unknown = await caller.GET("/v1/documents/{document_id}", at("cbvdoc_00000000000000000000000000000000"));
assert.ok(unknown.error && typeof unknown.error.detail === "object");
assert.equal(unknown.error.detail.code, "document_not_found" satisfies Schemas["ErrorCode"]);
const unfit = await caller.POST("/v1/vendors", { body: { name: "" } });
assert.ok(unfit.error && Array.isArray(unfit.error.detail));
assert.deepEqual(unfit.error.detail[0]?.loc, ["body", "name"]);
const unnamed = await nobody.GET("/v1/documents/{document_id}", at(document.id));
assert.equal(unnamed.error?.detail, "Not authenticated");

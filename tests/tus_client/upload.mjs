// Uploads a file by tus-js-client and tells what came of it. Arguments: JSON of endpoint, headers, metadata, path,
// chunkSize (0 for all at once).
import { openSync, readFileSync, closeSync } from "node:fs";
import * as tus from "tus-js-client";

const given = JSON.parse(process.argv[2]);
const told = { retries: 0 };
const upload = new tus.Upload(readFileSync(given.path), {
  endpoint: given.endpoint,
  headers: given.headers,
  metadata: given.metadata,
  chunkSize: given.chunkSize || Infinity,
  uploadDataDuringCreation: given.atOnce,
  retryDelays: [0, 20, 50, 100, 200, 500, 1000],
  onShouldRetry: (error, _attempt, options) => {
    told.retries += 1;
    return true;
  },
  onAfterResponse: (_request, response) => {
    told.document = response.getHeader("X-Document-Id") ?? told.document;
  },
  onError: (error) => {
    console.log(JSON.stringify({ ...told, error: String(error) }));
    process.exit(1);
  },
  onSuccess: () => {
    console.log(JSON.stringify(told));
  },
});
upload.start();

/** muniment-client: the API of muniment for Node and browsers. */

export { Muniment } from "./client.js";
export type { Documents, DownloadOptions, UploadOptions, UploadParams, WaitOptions } from "./documents.js";
export * from "./errors.js";
export type { Events, FollowParams } from "./events.js";
export * from "./generated/errors.js";
export type * from "./generated/models.js";
export type { Progress as DownloadProgress } from "./downloads.js";
export type { Listing } from "./listing.js";
export type { ClientOptions, RequestOptions } from "./options.js";
export type { Answered, Reply } from "./reply.js";
export type { Progress } from "./uploads.js";
export { VERSION } from "./version.js";
export { type ReceivedHeaders, type VerifyOptions, verifyWebhook } from "./webhooks.js";

/** The client. */

import { Groups } from "./generated/groups.js";
import { type ClientOptions, checked } from "./options.js";
import { Transport } from "./transport.js";

/**
 * All that a key may do, in groups: `client.documents.upload(…)`. It holds no connection of its own, and its key is in
 * no error, no JSON and no inspection of it.
 */
export class Muniment extends Groups {
  /** Throws a MunimentError when the key or the address is missing or wrong. */
  constructor(options: ClientOptions = {}) {
    super(new Transport(checked(options)));
  }
}

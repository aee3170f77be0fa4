/** The feed of events, read for ever. */

import type { Event, EventPage } from "./generated/models.js";
import { EventsGroup } from "./generated/operations.js";
import { Listing, type Place } from "./listing.js";
import type { RequestOptions } from "./options.js";

/** What is followed. */
export interface FollowParams {
  /** The cursor to read on from; from now on unless said, and null for the first event there is. */
  after?: string | null | undefined;
  /** Only these types. */
  types?: string[] | undefined;
  /** Seconds for which the server is asked to wait for something to happen; 30 unless said. */
  wait?: number | undefined;
}

/** `client.events` */
export class Events extends EventsGroup {
  /**
   * Every event as it happens, for ever. `pages()` gives the pages: keep `next` of the last one that you worked through,
   * and following it `after` that misses nothing.
   */
  follow(params: FollowParams = {}, options?: RequestOptions): Listing<Event, EventPage> {
    const { after = "latest", wait = 30, types } = params;
    const asked = { after: after ?? undefined, wait, types };
    const turn = (place: Place) => this.list({ ...asked, ...place }, options);
    return new Listing({ turn, start: null, entriesOf: (page) => page.data, isEndless: true });
  }
}

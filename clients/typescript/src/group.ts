/** What a group of operations stands on. */

import { Listing, type Place, type Start } from "./listing.js";
import type { RequestOptions } from "./options.js";
import type { Ask, Transport } from "./transport.js";

export abstract class Group {
  protected readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** The list that the call asks for a page of. `start`: null of one whose places are no numbers. */
  protected listing<Entry, Page>(
    ask: Ask,
    options: RequestOptions | undefined,
    start: Start | null,
    entriesOf: (page: Page) => Entry[],
  ): Listing<Entry, Page> {
    const turn = (place: Place) => this.transport.json<Page>({ ...ask, query: { ...ask.query, ...place } }, options);
    return new Listing({ turn, start, entriesOf });
  }
}

/** Walking through a list, page by page, so that nothing is skipped and nothing comes twice. */

import { STRANGE } from "./answers.js";
import { MunimentError } from "./errors.js";

/** Pages one after the other that bring nothing new: so many entries do not come in between two pages. */
const MOST_IN_VAIN = 1000;

/** Where a page begins; stands over what the caller asked for. */
export interface Place {
  offset?: number;
  limit?: number;
  after?: string;
}

/** Where a walk begins, as the caller asked. */
export interface Start {
  offset?: number | undefined;
  limit?: number | undefined;
}

/** How a list is read. */
export interface Source<Entry, Page> {
  /** Asks for one page. */
  turn: (place: Place) => PromiseLike<Page>;
  /** Of a list whose places are numbers; null of one whose pages name the next one, or that is whole in one. */
  start: Start | null;
  entriesOf: (page: Page) => Entry[];
  /** Whether more comes where a page is empty. */
  isEndless?: boolean;
}

interface Step<Entry, Page> {
  page: Page;
  /** What of the page was not in those before. */
  fresh: Entry[];
}

/**
 * A list. `for await` gives all entries, fetched a page at a time; `await` gives the first page with what is said
 * beside its entries (`total`); `pages()` gives the pages one after the other.
 */
export class Listing<Entry, Page> implements AsyncIterable<Entry>, PromiseLike<Page> {
  readonly #source: Source<Entry, Page>;

  constructor(source: Source<Entry, Page>) {
    this.#source = source;
  }

  then<Done = Page, Failed = never>(
    done?: ((page: Page) => Done | PromiseLike<Done>) | null,
    failed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return Promise.resolve(this.#source.turn({})).then(done, failed);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Entry, void, undefined> {
    for await (const { fresh } of walk(this.#source)) yield* fresh;
  }

  async *pages(): AsyncGenerator<Page, void, undefined> {
    for await (const { page } of walk(this.#source)) yield page;
  }

  /** The entries as an array, as many at most as `limit`: whoever wants all says how many that may be. */
  async toArray({ limit }: { limit: number }): Promise<Entry[]> {
    const entries: Entry[] = [];
    if (limit <= 0) return entries;
    for await (const entry of this) {
      entries.push(entry);
      if (entries.length >= limit) break;
    }
    return entries;
  }
}

function walk<Entry, Page>(source: Source<Entry, Page>): AsyncGenerator<Step<Entry, Page>> {
  return source.start === null ? byCursor(source) : byOffset(source, source.start);
}

/** The page names where the next begins. The feed does so always, and is at its end where a page is empty. */
async function* byCursor<Entry, Page>(source: Source<Entry, Page>): AsyncGenerator<Step<Entry, Page>> {
  for (let after: string | undefined; ; ) {
    const page = await source.turn(after === undefined ? {} : { after });
    const fresh = entriesOf(source, page);
    yield { page, fresh };
    const next: unknown = (page as { next?: unknown }).next;
    if (!source.isEndless && (next == null || fresh.length === 0)) return;
    if (typeof next !== "string" || (next === after && fresh.length > 0)) {
      throw new MunimentError("The list does not go on from page to page: is baseUrl right?");
    }
    after = next;
  }
}

/**
 * Each page begins with the last entry of the one before, which tells whether the list has moved meanwhile. Entries that
 * came in before it moved it back, and what follows it is new. When the page begins with one that was not seen, entries
 * went, or more came in than were walked through: then the list is looked through from its start for the last one that
 * was seen. What stands before that came in since, and is not given.
 */
async function* byOffset<Entry, Page>(source: Source<Entry, Page>, start: Start): AsyncGenerator<Step<Entry, Page>> {
  const limit = start.limit === undefined ? {} : { limit: Math.max(2, start.limit) }; // one of them is the last page's
  const seen = new Set<string>();
  const first = start.offset ?? 0;
  let passed: Map<string, Entry> | null = null; // what was looked through since the start, in vain so far
  let inVain = 0;
  for (let offset = first; ; ) {
    if (inVain > MOST_IN_VAIN) {
      throw new MunimentError("The list brings the same pages again and again: is baseUrl right?");
    }
    const page = await source.turn({ ...limit, offset });
    const entries = entriesOf(source, page);
    const names = entries.map(nameOf);
    if (offset > first && !(names.length && (seen.has(names[0]!) || passed?.has(names[0]!)))) {
      offset = first;
      passed = new Map();
      inVain++;
      continue;
    }
    const isLast = entries.length < Math.max(2, (page as { limit?: number }).limit ?? start.limit ?? 0);
    let fresh: Entry[] = [];
    const known = names.findLastIndex((name) => seen.has(name));
    if (passed === null) {
      fresh = entries.slice(leading(names, seen));
    } else if (known >= 0) {
      fresh = entries.slice(known + 1);
      passed = null;
    } else {
      for (const [at, name] of names.entries()) passed.set(name, entries[at]!);
      if (isLast) fresh = [...passed.values()]; // all that was seen has gone
    }
    yield { page, fresh };
    if (passed === null) {
      for (const name of names) seen.add(name);
      inVain = fresh.length > 0 ? 0 : inVain + 1;
    }
    if (isLast) return;
    offset += entries.length - 1;
  }
}

/** What the page lists. Throws a MunimentError for a page that is none. */
function entriesOf<Entry, Page>(source: Source<Entry, Page>, page: Page): Entry[] {
  const entries: unknown = page && source.entriesOf(page);
  if (!Array.isArray(entries) || !entries.every((one) => typeof one === "object" && one !== null)) {
    throw new MunimentError(STRANGE);
  }
  return entries;
}

/** How many of the first were seen. */
function leading(names: string[], seen: Set<string>): number {
  const at = names.findIndex((name) => !seen.has(name));
  return at < 0 ? names.length : at;
}

/** What tells an entry from all others: its id, else all it says. */
function nameOf(entry: unknown): string {
  const id = (entry as { id?: unknown }).id;
  return typeof id === "string" ? id : JSON.stringify(entry);
}

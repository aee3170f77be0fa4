/** What a call gives: its data, and the answer's headers for whoever wants them. */

/** What came, and how: `response` has status and headers (`etag`, `x-coverbase-request-id`); its body is read. */
export interface Answered<Data> {
  data: Data;
  response: Response;
}

/** A promise of the data. `withResponse()` promises both. */
export class Reply<Data> extends Promise<Data> {
  readonly #answered: Promise<Answered<Data>>;

  /** What `then` and its like make is an ordinary promise. */
  static override get [Symbol.species]() {
    return Promise;
  }

  constructor(answered: Promise<Answered<Data>>) {
    super((resolve, reject) => answered.then(({ data }) => resolve(data), reject));
    this.#answered = answered;
  }

  /** The data together with the answer that brought it. */
  withResponse(): Promise<Answered<Data>> {
    this.catch(() => {}); // who asks in this way learns of a failure in this way
    return this.#answered;
  }
}

/** What is new of a job, read and written out once for all its streams: a hundred readers cost the database what one does. */
import type { Queryable } from "../../database/database.js";
import { eventsAfter } from "../../store/jobs/events.js";
import { findJob } from "../../store/jobs/jobs.js";
import { isEnded } from "../../store/statuses.js";
import { hasUnfinishedRenders } from "../../store/renders/renders.js";
import { eventText } from "./event-stream.js";

/** Events that are read at once. */
const MOST = 500;
/** What was read holds for so long if nothing was announced meanwhile: a little less than streams wait between two looks. */
const FRESH_MS = 900;

export interface News {
  /** The events, as they go over the wire; empty: there are none. */
  text: string;
  /** The last of them; what was asked for if there are none. */
  last: number;
  /** Whether there is more to be read at once. */
  hasMore: boolean;
  /** Whether there will be no others. */
  isOver: boolean;
}

interface Read {
  changes: number;
  at: number;
  news: Promise<News>;
}

export class JobNews {
  readonly #reader: () => Queryable;
  readonly #reads = new Map<string, Read>();

  /** `reader`: where to read, as Database has it. */
  constructor(reader: () => Queryable) {
    this.#reader = reader;
  }

  /** `changes`: how many changes of the job were announced by now; what is read for one number is not given for another. */
  after(owner: string, job: string, after: number, changes: number): Promise<News> {
    const key = `${job} ${after}`;
    const before = this.#reads.get(key);
    if (before?.changes === changes && performance.now() - before.at < FRESH_MS) return before.news;
    const read = { changes, at: performance.now(), news: this.#read(owner, job, after) };
    this.#reads.set(key, read);
    const forget = (): void => {
      if (this.#reads.get(key) === read) this.#reads.delete(key);
    };
    read.news.then(
      () => setTimeout(forget, FRESH_MS).unref(),
      () => forget(),
    );
    return read.news;
  }

  async #read(owner: string, id: string, after: number): Promise<News> {
    const on = this.#reader();
    // Looked at before the events: what comes in between is among them.
    const isOver = await hasEnded(on, owner, id);
    const events = await eventsAfter(on, id, after, MOST);
    return {
      text: events.map(({ number, type, data }) => eventText(type, data, number)).join(""),
      last: events.at(-1)?.number ?? after,
      hasMore: events.length >= MOST,
      isOver: isOver && events.length < MOST,
    };
  }
}

async function hasEnded(on: Queryable, owner: string, id: string): Promise<boolean> {
  const job = await findJob(on, owner, id);
  if (!job) return true;
  return isEnded(job.status) && !(await hasUnfinishedRenders(on, id));
}

/** Reads the new events of a job once for all its streams: a hundred clients cost the database as much as one. */
import type { Queryable } from "../../database/database.js";
import { eventsAfter } from "../../store/jobs/events.js";
import { findJob } from "../../store/jobs/jobs.js";
import { isEnded } from "../../store/statuses.js";
import { hasUnfinishedRenders } from "../../store/renders/renders.js";
import { eventText } from "./event-stream.js";

/** How many events are read at once. */
const EVENTS_MOST = 500;
/** Events that were read are reused for so long if no change is announced: a little less than streams wait between two reads. */
const FRESH_MS = 900;

export interface NewEvents {
  /** The events on the wire; empty if there are none. */
  text: string;
  /** The number of the last event; the requested number if there are none. */
  last: number;
  /** Whether more events can be read at once. */
  hasMore: boolean;
  /** Whether there will be no more events. */
  isOver: boolean;
}

interface Read {
  changes: number;
  at: number;
  events: Promise<NewEvents>;
}

export class JobEventReader {
  readonly #reader: () => Queryable;
  readonly #reads = new Map<string, Read>();

  /** @param reader returns where to read, as `Database.reader` does */
  constructor(reader: () => Queryable) {
    this.#reader = reader;
  }

  /**
   * The events of a job after a number.
   *
   * @param changes the job's change number (`EventHub.changesOf`): what was read for one number is not returned for another
   */
  after(owner: string, job: string, after: number, changes: number): Promise<NewEvents> {
    const key = `${job} ${after}`;
    const before = this.#reads.get(key);
    if (before?.changes === changes && performance.now() - before.at < FRESH_MS) return before.events;
    const read = { changes, at: performance.now(), events: this.#read(owner, job, after) };
    this.#reads.set(key, read);
    const forget = (): void => {
      if (this.#reads.get(key) === read) this.#reads.delete(key);
    };
    read.events.then(
      () => setTimeout(forget, FRESH_MS).unref(),
      () => forget(),
    );
    return read.events;
  }

  async #read(owner: string, id: string, after: number): Promise<NewEvents> {
    const on = this.#reader();
    // Checked before the events are read, so that events in between are included.
    const isOver = await hasEnded(on, owner, id);
    const events = await eventsAfter(on, id, after, EVENTS_MOST);
    return {
      text: events.map(({ number, type, data }) => eventText(type, data, number)).join(""),
      last: events.at(-1)?.number ?? after,
      hasMore: events.length >= EVENTS_MOST,
      isOver: isOver && events.length < EVENTS_MOST,
    };
  }
}

async function hasEnded(on: Queryable, owner: string, id: string): Promise<boolean> {
  const job = await findJob(on, owner, id);
  if (!job) return true;
  return isEnded(job.status) && !(await hasUnfinishedRenders(on, id));
}

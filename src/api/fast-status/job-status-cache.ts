/**
 * What jobs are, as their owners see them. Who says what he has seen (`Sister-LSN`) may be told what was read a moment ago for somebody who had seen as
 * much: at most a second old, and never without what he wrote himself. Who does not say it is told what the database says now.
 */
import { Batches } from "./batch-loader.js";
import type { Database } from "../../database/database.js";
import { findJobAsOf, findJobs, type JobOfOwner, type JobRecord } from "../../store/jobs/jobs.js";
import { lsnOf } from "../../database/lsn.js";
import { Recent } from "../reads/ttl-cache.js";
import { viewOf } from "../document/schemas.js";

type Bytes = Uint8Array<ArrayBuffer>;

interface Known {
  owner: string;
  json: Bytes;
  /** What its reader said he had seen. */
  after: string;
  /** All that was written up to here is in it; null: nobody knows. */
  has: bigint | null;
}

export class JobStatuses {
  readonly #database: Database;
  readonly #recent: Recent<Known>;
  /** By owner and id. */
  readonly #now: Batches<string, Bytes>;

  constructor(database: Database, now?: () => number) {
    this.#database = database;
    this.#recent = new Recent(now);
    this.#now = new Batches(async (asked) => {
      const found = await findJobs(this.#database.reader(), asked.map(askedOf));
      return new Map(found.map((job) => [textOf(job.owner, job.id), bytesOf(job)]));
    });
  }

  /** As JSON of the schema `JobView`; null where this owner has no such job. `after`: what `Database.wrote` said at the reader's last write. */
  read(owner: string, id: string, after: string | undefined): Bytes | Promise<Bytes | null> {
    const known = this.known(owner, id, after);
    if (known) return known;
    const seen = after === undefined ? null : lsnOf(after);
    if (after === undefined || seen === null) return this.#asItIs(owner, keyOf(id));
    return this.#asSeen(owner, keyOf(id), after, seen);
  }

  /** The same, where it need not be read. */
  known(owner: string, id: string, after: string | undefined): Bytes | undefined {
    if (after === undefined) return undefined;
    const known = this.#recent.get(keyOf(id));
    if (known?.owner !== owner || known.has === null) return undefined;
    // Who asks again and again says the same.
    if (known.after === after) return known.json;
    const seen = lsnOf(after);
    return seen !== null && known.has >= seen ? known.json : undefined;
  }

  async #asItIs(owner: string, key: string): Promise<Bytes | null> {
    return (await this.#now.load(textOf(owner, key))) ?? null;
  }

  async #asSeen(owner: string, key: string, after: string, seen: bigint): Promise<Bytes | null> {
    const read = await this.#recent.read(key, async () => {
      const found = await findJobAsOf(this.#database.reader({ after }), owner, key);
      if (!found) return null;
      // Of a place in the log that is yet to come, such as one of a primary that is gone, nobody knows what will be there.
      const isReached = found.at !== null && seen <= found.at;
      return { owner, after, json: bytesOf(found.job), has: isReached ? seen : null };
    });
    return read?.json ?? null;
  }

  /** Something was written of this job. */
  forget(id: string): void {
    this.#recent.forget(keyOf(id));
  }
}

/** Bytes, because Node takes longer to make them of a text than to send them. */
const bytesOf = (job: JobRecord): Bytes => Buffer.from(JSON.stringify(viewOf(job)));

/** An id has no space in it. */
const textOf = (owner: string, id: string): string => `${id} ${owner}`;

function askedOf(text: string): JobOfOwner {
  const end = text.indexOf(" ");
  return { id: text.slice(0, end), owner: text.slice(end + 1) };
}

/** A UUID may be written in capitals. */
const keyOf = (id: string): string => id.toLowerCase();

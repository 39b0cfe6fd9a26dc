/**
 * Statuses of jobs, as their owners see them: part of the fast path of status reads (answer-cached-status.ts).
 *
 * A client that sends the LSN of its last write (`Sister-LSN`) may get a status that was read less than a second ago, if that status contains everything
 * up to the LSN. A client that sends none gets what the database holds now.
 */
import type { Database } from "../../database/database.js";
import { lsnOf } from "../../database/lsn.js";
import { findJobAsOf, findJobs, type JobOfOwner, type JobRecord } from "../../store/jobs/jobs.js";
import { viewOf } from "../document/schemas.js";
import { TtlCache } from "../reads/ttl-cache.js";
import { BatchLoader } from "./batch-loader.js";

type Bytes = Uint8Array<ArrayBuffer>;

interface CachedStatus {
  owner: string;
  json: Bytes;
  /** The LSN that the client sent for whom it was read. */
  after: string;
  /** The status contains everything that was written up to here; null if that is unknown. */
  includes: bigint | null;
}

export class JobStatusCache {
  readonly #database: Database;
  readonly #recent: TtlCache<CachedStatus>;
  /** By owner and id. */
  readonly #current: BatchLoader<string, Bytes>;

  constructor(database: Database, now?: () => number) {
    this.#database = database;
    this.#recent = new TtlCache(now);
    this.#current = new BatchLoader(async (keys) => {
      const found = await findJobs(this.#database.reader(), keys.map(parseBatchKey));
      return new Map(found.map((job) => [batchKey(job.owner, job.id), bytesOf(job)]));
    });
  }

  /**
   * The status as JSON of the schema `JobView`; null if the owner has no such job.
   *
   * @param after the LSN of the client's last write, as `Database.wrote` returned it
   */
  async read(owner: string, id: string, after: string | undefined): Promise<Bytes | null> {
    const cached = this.peek(owner, id, after);
    if (cached) return cached;
    const lsn = after === undefined ? null : lsnOf(after);
    if (after === undefined || lsn === null) return (await this.#current.load(batchKey(owner, keyOf(id)))) ?? null;
    return this.#readAfter(owner, keyOf(id), after, lsn);
  }

  /** The status if it is in memory and new enough for this client; undefined means that `read` must read it. */
  peek(owner: string, id: string, after: string | undefined): Bytes | undefined {
    if (after === undefined) return undefined;
    const cached = this.#recent.get(keyOf(id));
    if (cached?.owner !== owner || cached.includes === null) return undefined;
    // A client that asks again and again sends the same LSN: then it need not be parsed.
    if (cached.after === after) return cached.json;
    const lsn = lsnOf(after);
    return lsn !== null && cached.includes >= lsn ? cached.json : undefined;
  }

  async #readAfter(owner: string, key: string, after: string, lsn: bigint): Promise<Bytes | null> {
    const read = await this.#recent.load(key, async () => {
      const found = await findJobAsOf(this.#database.reader({ after }), owner, key);
      if (!found) return null;
      // If the log has not reached the LSN, for example because it is of a primary that is gone, what will be written there is unknown.
      const isReached = found.at !== null && lsn <= found.at;
      return { owner, after, json: bytesOf(found.job), includes: isReached ? lsn : null };
    });
    return read?.json ?? null;
  }

  /** Forgets the status of a job that has changed. */
  forget(id: string): void {
    this.#recent.delete(keyOf(id));
  }
}

/** Bytes, because Node.js takes longer to encode a string than to send it. */
const bytesOf = (job: JobRecord): Bytes => Buffer.from(JSON.stringify(viewOf(job)));

/** An id has no space in it. */
const batchKey = (owner: string, id: string): string => `${id} ${owner}`;

function parseBatchKey(key: string): JobOfOwner {
  const end = key.indexOf(" ");
  return { id: key.slice(0, end), owner: key.slice(end + 1) };
}

/** The digits of a UUID may be capitals. */
const keyOf = (id: string): string => id.toLowerCase();

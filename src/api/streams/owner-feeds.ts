/** The feeds of owners with open event streams on this server. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiContext } from "../context.js";
import { eventText } from "./event-stream.js";
import { OwnerFeed } from "./owner-feed.js";

/** A job is sent at most this often, in milliseconds. */
const COALESCE_MS = 250;
const LOOK_EVERY_MS = 1000;
/** How many characters may wait for a reader. A reader that is further behind gets `sync` instead. */
const WAITING_MOST = 1_000_000;

/** The event that makes a client read its list again: at the start, and after a gap. */
export const SYNC = eventText("sync", {});

/** One stream's place in its owner's feed. */
export class FeedReader {
  /** Resolves when the feed has begun; rejects if the database cannot be read. */
  readonly begun: Promise<void>;
  /** Leaves the feed. */
  readonly leave: () => void;
  #waiting = "";
  #failure: Error | null = null;
  #wake: () => void = () => undefined;

  constructor(begun: Promise<void>, leave: (reader: FeedReader) => void) {
    this.begun = begun;
    this.leave = () => leave(this);
  }

  /** Adds events for the next call of `next`. */
  add(text: string): void {
    this.#waiting = this.#waiting.length + text.length > WAITING_MOST ? SYNC : this.#waiting + text;
    this.#wake();
  }

  /** Ends the reader, because the feed failed, or because the server stops (null). */
  end(failure: Error | null): void {
    this.#failure = failure;
    this.#wake();
  }

  /** The events since the last call; "" if none come within `mostMs` milliseconds. Rejects with the failure of the feed. */
  async next(mostMs: number): Promise<string> {
    if (this.#waiting === "" && this.#failure === null) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, mostMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (this.#failure !== null) throw this.#failure;
    const text = this.#waiting;
    this.#waiting = "";
    return text;
  }
}

interface OpenFeed {
  begun: Promise<void>;
  readers: Set<FeedReader>;
}

/**
 * @example
 * const reader = feeds.follow("ada");
 * await reader.begun;
 * for (;;) send(await reader.next(1000));
 */
export class OwnerFeeds {
  readonly #server: ApiContext;
  readonly #open = new Map<string, OpenFeed>();

  constructor(server: ApiContext) {
    this.#server = server;
  }

  follow(owner: string): FeedReader {
    const open = this.#open.get(owner) ?? this.#begin(owner);
    const reader = new FeedReader(open.begun, (left) => open.readers.delete(left));
    open.readers.add(reader);
    return reader;
  }

  #begin(owner: string): OpenFeed {
    const readers = new Set<FeedReader>();
    const feed = new OwnerFeed(this.#server, owner, (text) => {
      for (const reader of readers) reader.add(text);
    });
    // Before it begins, so that no change is missed in between.
    const unsubscribe = this.#server.hub.subscribe(owner, (change) => feed.note(change));
    const open = { begun: feed.begin(), readers };
    this.#open.set(owner, open);
    void this.#run(owner, feed, open)
      .then(
        () => null,
        (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
      )
      .then((failure) => {
        unsubscribe();
        if (this.#open.get(owner) === open) this.#open.delete(owner);
        for (const reader of readers) reader.end(failure);
      });
    return open;
  }

  /** Runs as long as the feed has readers. */
  async #run(owner: string, feed: OwnerFeed, { begun, readers }: OpenFeed): Promise<void> {
    await begun;
    for (;;) {
      const woken = this.#server.hub.nextOf(owner, LOOK_EVERY_MS);
      await feed.look();
      if (readers.size === 0) this.#open.delete(owner);
      if (readers.size === 0 || this.#server.hub.isStopped) return;
      await Promise.all([woken, sleep(COALESCE_MS)]);
    }
  }
}

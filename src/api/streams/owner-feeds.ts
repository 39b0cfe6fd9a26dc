/** The feeds of owners whose event streams are open on this server, and their readers. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiContext } from "../context.js";
import type { EventHub } from "./event-hub.js";
import { eventText } from "./event-stream.js";
import { OwnerFeed } from "./owner-feed.js";

/** A job's state is sent at most so often, in milliseconds. */
const COALESCE_MS = 250;
const LOOK_EVERY = 1000;
/** Letters that wait for a reader. One that is further behind is told to read the list again instead. */
const WAITING_MOST = 1_000_000;

/** Tells a client to read its list again: at first, and after a gap. */
export const SYNC = eventText("sync", {});

/** One stream's place in its owner's feed. */
export class FeedReader {
  /** Resolves when the feed has begun; rejects if the database cannot be read. */
  readonly begun: Promise<void>;
  /** Ends the reader's part in the feed. */
  readonly leave: () => void;
  #waiting = "";
  #failure: Error | null = null;
  #wake: () => void = () => undefined;

  constructor(begun: Promise<void>, leave: (reader: FeedReader) => void) {
    this.begun = begun;
    this.leave = () => leave(this);
  }

  take(text: string): void {
    this.#waiting = this.#waiting.length + text.length > WAITING_MOST ? SYNC : this.#waiting + text;
    this.#wake();
  }

  /** The feed has ended, with a failure or because the server stops (null). */
  end(failure: Error | null): void {
    this.#failure = failure;
    this.#wake();
  }

  /** What has come since the last call; "" if nothing comes within so many milliseconds. Rejects with the failure of the feed. */
  async next(most: number): Promise<string> {
    if (this.#waiting === "" && this.#failure === null) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, most);
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

interface Running {
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
  readonly #hub: EventHub;
  readonly #running = new Map<string, Running>();

  constructor(server: ApiContext, hub: EventHub) {
    this.#server = server;
    this.#hub = hub;
  }

  follow(owner: string): FeedReader {
    const running = this.#running.get(owner) ?? this.#begin(owner);
    const reader = new FeedReader(running.begun, (left) => running.readers.delete(left));
    running.readers.add(reader);
    return reader;
  }

  #begin(owner: string): Running {
    const readers = new Set<FeedReader>();
    const feed = new OwnerFeed(this.#server, owner, (text) => {
      for (const reader of readers) reader.take(text);
    });
    // Before it begins: what is announced meanwhile is looked at afterwards.
    const unsubscribe = this.#hub.subscribe(owner, (change) => feed.take(change));
    const running = { begun: feed.begin(), readers };
    this.#running.set(owner, running);
    void this.#run(owner, feed, running)
      .then(
        () => null,
        (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
      )
      .then((failure) => {
        unsubscribe();
        if (this.#running.get(owner) === running) this.#running.delete(owner);
        for (const reader of readers) reader.end(failure);
      });
    return running;
  }

  /** As long as somebody reads. */
  async #run(owner: string, feed: OwnerFeed, { begun, readers }: Running): Promise<void> {
    await begun;
    for (;;) {
      const woken = this.#hub.nextOf(owner, LOOK_EVERY);
      await feed.look();
      if (readers.size === 0) this.#running.delete(owner);
      if (readers.size === 0 || this.#hub.isStopped) return;
      await Promise.all([woken, sleep(COALESCE_MS)]);
    }
  }
}

import { describe, expect, it } from "vitest";
import type { Queryable } from "../../database/database.js";
import type { MediaDescription } from "../../media/probe/media.js";
import { MediaInfoCache } from "./media-info-cache.js";

const INFO = { duration: 3 } as MediaDescription;
/** A database that knows the videos of these hashes. */
const knowing = (...known: string[]): Queryable =>
  ({
    query: (_text: string, [sha256]: [string]) =>
      Promise.resolve({ rows: known.includes(sha256) ? [{ media: { duration: 9 } }] : [], count: 0 }),
  }) as unknown as Queryable;

describe("the cache of media descriptions", () => {
  it("probes a video once that many clients send at a time, and never one that the database knows", async () => {
    const probed: string[] = [];
    const cache = new MediaInfoCache(knowing("known"), (path) => (probed.push(path), Promise.resolve(INFO)));
    const found = await Promise.all(Array.from({ length: 100 }, (_, i) => cache.find("new", `/incoming/${i}`)));
    expect(new Set(found)).toEqual(new Set([INFO]));
    // The database knows it only after the first of them has a job.
    expect(await cache.find("new", "/incoming/late")).toBe(INFO);
    expect(await cache.find("known", "/incoming/known")).toEqual({ duration: 9 });
    expect(probed).toEqual(["/incoming/0"]);
  });

  it("probes a video again after a failure", async () => {
    let times = 0;
    const cache = new MediaInfoCache(knowing(), () =>
      ++times === 1 ? Promise.reject(new Error("too busy")) : Promise.resolve(INFO),
    );
    const first = await Promise.allSettled([cache.find("a", "/1"), cache.find("a", "/2")]);
    expect(first.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await cache.find("a", "/3")).toBe(INFO);
    expect(times).toBe(2);
  });

  it("drops the video that was used longest ago when it holds 100", async () => {
    let times = 0;
    const cache = new MediaInfoCache(knowing(), () => Promise.resolve((times++, INFO)));
    for (let i = 0; i <= 100; i++) await cache.find(`${i}`, "/x");
    await cache.find("100", "/x");
    expect(times).toBe(101);
    await cache.find("0", "/x");
    expect(times).toBe(102);
  });
});

import { expect, it } from "vitest";
import type { Queryable } from "../../database/database.js";
import type { MediaDescription } from "../../media/probe/media.js";
import { VideoLooks } from "./media-info-cache.js";

const INFO = { duration: 3 } as MediaDescription;
/** A database that knows these. */
const knowing = (...known: string[]): Queryable =>
  ({
    query: (_text: string, [sha256]: [string]) =>
      Promise.resolve({ rows: known.includes(sha256) ? [{ media: { duration: 9 } }] : [], count: 0 }),
  }) as unknown as Queryable;

it("looks once at what many send at a time, and at what is known not at all", async () => {
  const probed: string[] = [];
  const looks = new VideoLooks(knowing("known"), (path) => (probed.push(path), Promise.resolve(INFO)));
  const found = await Promise.all(Array.from({ length: 100 }, (_, i) => looks.at("new", `/incoming/${i}`)));
  expect(new Set(found)).toEqual(new Set([INFO]));
  // Before the first of them has a job, the database knows nothing of it.
  expect(await looks.at("new", "/incoming/late")).toBe(INFO);
  expect(await looks.at("known", "/incoming/known")).toEqual({ duration: 9 });
  expect(probed).toEqual(["/incoming/0"]);
});

it("looks again at what failed", async () => {
  let times = 0;
  const looks = new VideoLooks(knowing(), () =>
    ++times === 1 ? Promise.reject(new Error("too busy")) : Promise.resolve(INFO),
  );
  const first = await Promise.allSettled([looks.at("a", "/1"), looks.at("a", "/2")]);
  expect(first.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await looks.at("a", "/3")).toBe(INFO);
  expect(times).toBe(2);
});

it("forgets the first of very many", async () => {
  let times = 0;
  const looks = new VideoLooks(knowing(), () => Promise.resolve((times++, INFO)));
  for (let i = 0; i <= 100; i++) await looks.at(`${i}`, "/x");
  await looks.at("100", "/x");
  expect(times).toBe(101);
  await looks.at("0", "/x");
  expect(times).toBe(102);
});

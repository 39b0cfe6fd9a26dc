/**
 * A supervisor's group without a database, for tests of what hosts do to it: does a job, says what happens as JSON lines. Arguments: hostfile, video, seconds
 * of sleep for each second of audio; and how many ranks it waits for afterwards, to do the job once more on those.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeptGroup } from "../../../src/group/launcher/kept-group.js";
import type { Journal } from "../../../src/pipeline/journal.js";
import type { Word } from "../../../src/speech/engine.js";

const [hostfile = "", file = "", cost = "0.2", then = "0"] = process.argv.slice(2);
const say = (message: object): void => console.log(JSON.stringify(message));

const kept = new Map<string, readonly Word[]>();
/** Segments that were heard, and how often one was heard that was kept before. */
const heard = new Set<number>();
let again = 0;
const journal: Journal = {
  get: (_segment, key) => Promise.resolve((kept.get(key) as Word[] | undefined) ?? null),
  put: ({ index }, key, words) => {
    if (heard.has(index)) again += 1;
    heard.add(index);
    kept.set(key, words);
    return Promise.resolve();
  },
  passOver: () => Promise.resolve(),
  fail: () => Promise.resolve(),
};

const speech = { kind: "sleep", secondsPerSecond: Number(cost) } as const;
const group = new KeptGroup({
  hostfile,
  ranks: null,
  spec: { speech, language: "en", translators: {}, targets: [], attempts: 3 },
  note: (note) => say({ note }),
  onChange: () => say({ hosts: group.ranks?.map(({ host }) => host) ?? null }),
});
group.start();

const folder = await mkdtemp(join(tmpdir(), "sister-kept-"));

async function work(id: string): Promise<void> {
  kept.clear();
  heard.clear();
  const summary = await group.run({
    id,
    caller: "test",
    job: {
      file,
      source: "en",
      targets: [],
      folder,
      overwrite: true,
      burn: null,
      mux: false,
      speech,
    },
    journal,
    onEvent: (event) => {
      if (event.type === "progress") say({ done: event.progress.segments.done });
    },
  });
  const srt = summary.files.find((name) => name.endsWith(".srt")) ?? "";
  const ranks = summary.accounts.map(({ host, segments }) => ({ host, segments }));
  say({ job: id, segments: summary.segments, ranks, again, srt: await readFile(srt, "utf8") });
}

await work("first");
if (Number(then) > 0) {
  while (group.ranks?.length !== Number(then)) await new Promise((resolve) => setTimeout(resolve, 100));
  await work("second");
}
await group.stop();
await rm(folder, { recursive: true, force: true });
process.exit(0);

/**
 * A kept group without a database, for tests with hosts that fail. It does a job and prints events as JSON lines.
 * Arguments: the hostfile, the video, the seconds of sleep for each second of audio; then the number of ranks to wait
 * for before the job is done once more.
 */
import { GroupKeeper } from "../../../src/group/launcher/group-keeper.js";
import type { Journal } from "../../../src/pipeline/journal.js";
import type { Word } from "../../../src/speech/engine.js";
import { toSrt } from "../../../src/subtitles/formats/srt.js";

const [hostfile = "", file = "", cost = "0.2", then = "0"] = process.argv.slice(2);
const say = (message: object): void => console.log(JSON.stringify(message));

const kept = new Map<string, readonly Word[]>();
/** Segments that were recognized, and how often one was recognized that had been kept before. */
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
const group = new GroupKeeper({
  hostfile,
  ranks: null,
  spec: { speech, language: "en", attempts: 3 },
  note: (note) => say({ note }),
  onChange: () => say({ hosts: group.ranks?.map(({ host }) => host) ?? null }),
});
group.start();

async function work(id: string): Promise<void> {
  kept.clear();
  heard.clear();
  const { document, report } = await group.run({
    id,
    caller: "test",
    job: {
      file,
      source: "en",
      targets: [],
      speech,
      outputs: null,
    },
    journal,
    onEvent: (event) => {
      if (event.type === "progress") say({ done: event.progress.segments.done });
    },
  });
  const ranks = report.accounts.map(({ host, segments }) => ({ host, segments }));
  say({ job: id, segments: report.segments, ranks, again, srt: toSrt(document.cues, "en") });
}

await work("first");
if (Number(then) > 0) {
  while (group.ranks?.length !== Number(then)) await new Promise((resolve) => setTimeout(resolve, 100));
  await work("second");
}
await group.stop();
process.exit(0);

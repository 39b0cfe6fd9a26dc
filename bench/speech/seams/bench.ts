/** Benchmarks of seams: lost and doubled words at Sister's cuts, in speech with and without pauses. */
import { Worker } from "../../../src/pipeline/ranks/worker.js";
import type { WorkSpec } from "../../../src/pipeline/ranks/task.js";
import type { Segment } from "../../../src/pipeline/segmentation/segment.js";
import { SAMPLE_RATE, type Word } from "../../../src/speech/engine.js";
import { hasMoonshine } from "../../../src/speech/moonshine/model-folder.js";
import { openVoiceDetector } from "../../../src/speech/voice/open-detector.js";
import { voiceIn } from "../../../test/support/speech/detected-voice.js";
import type { Bench, Row } from "../../row.js";
import { comparable } from "../human-speech.js";
import { recognizePiece, recognizeWhole, segmentsOf } from "./recognize-whole.js";
import { humanParagraphs, joined, syntheticParagraphs, withoutPauses, type Paragraph } from "./spliced-speech.js";
import { alignWords, differences, joinCompounds, wrongWords, type Differences, type Pair } from "./word-differences.js";

const MODEL = "moonshine-base-en";
/**
 * Pauses between the paragraphs of a splice, in seconds. One splice alone says little: where cuts fall changes which
 * words are wrong by some 5 of 2,000, with no cause but chance.
 */
const PARAGRAPH_PAUSES = [0.8, 1.2, 2];
/** Words within this distance of a cut count as words of the cut, in seconds. */
const WINDOW = 2;
const STRESS_SECONDS = 720;

/** A word in the form for comparisons, with its time. */
interface Heard {
  text: string;
  middle: number;
}

function heardWords(words: readonly Word[]): Heard[] {
  return words.flatMap(({ text, start, end }) =>
    comparable(text).map((plain) => ({ text: plain, middle: (start + end) / 2 })),
  );
}

const textsOf = (heard: readonly Heard[]): string[] => heard.map(({ text }) => text);

const wordsOf = (text: string): { text: string }[] => comparable(text).map((plain) => ({ text: plain }));

/** Spoken and recognized words in the same spelling of compounds. */
function sameSpelling(said: readonly { text: string }[], heard: readonly Heard[]): { said: string[]; heard: Heard[] } {
  const [own = [], other = []] = joinCompounds<{ text: string; middle?: number }>([said, heard]);
  return { said: own.map(({ text }) => text), heard: other.map(({ text, middle = Number.NaN }) => ({ text, middle })) };
}

/** The part of an alignment in `[from, to)` seconds, bounded by the recognized words. */
function placesIn(pairs: readonly Pair[], heard: readonly Heard[], from: number, to: number): [number, number] {
  const timeOf = ({ heard: index }: Pair): number =>
    index === null ? Number.NaN : (heard[index]?.middle ?? Number.NaN);
  const first = pairs.findIndex((pair) => timeOf(pair) >= from);
  const last = pairs.findIndex((pair) => timeOf(pair) >= to);
  // Words that were lost before the first word in the window belong to the window.
  let begin = first < 0 ? pairs.length : first;
  while (begin > 0 && pairs[begin - 1]?.heard === null) begin -= 1;
  return [begin, last < 0 ? pairs.length : last];
}

interface AtCuts {
  cuts: number;
  /** Words at cuts, and their errors. */
  words: number;
  lost: string[];
  added: string[];
  doubled: string[];
  /** Words lost and added in windows of the same length away from cuts, for each cut. */
  elsewhere: number;
}

function atCuts(said: readonly string[], heard: readonly Heard[], segments: readonly Segment[]): AtCuts {
  const pairs = alignWords(said, textsOf(heard));
  const found: AtCuts = { cuts: 0, words: 0, lost: [], added: [], doubled: [], elsewhere: 0 };
  const inWindow = (time: number): Differences & { words: number } => {
    const places = placesIn(pairs, heard, time - WINDOW, time + WINDOW);
    return { ...differences(pairs, said, textsOf(heard), places), words: places[1] - places[0] };
  };
  let away = 0;
  for (const { start, end, overlapsAfter } of segments) {
    const middle = inWindow((start + end) / 2 / SAMPLE_RATE);
    away += middle.lost.length + middle.added.length;
    if (!overlapsAfter) continue;
    const { lost, added, doubled, words } = inWindow(end / SAMPLE_RATE);
    found.cuts += 1;
    found.words += words;
    found.lost.push(...(lost.length > 0 ? [`${(end / SAMPLE_RATE).toFixed(0)} s: ${lost.join(" ")}`] : []));
    found.added.push(...(added.length > 0 ? [`${(end / SAMPLE_RATE).toFixed(0)} s: ${added.join(" ")}`] : []));
    found.doubled.push(...doubled);
  }
  found.elsewhere = away / segments.length;
  return found;
}

const wordsIn = (list: readonly string[]): number =>
  list.reduce((sum, entry) => sum + entry.replace(/^\d+ s: /, "").split(" ").length, 0);

export async function benchSeams(bench: Bench): Promise<Row[]> {
  if (!hasMoonshine(MODEL)) {
    bench.say(`the model ${MODEL} is not installed: sister models pull ${MODEL}`);
    return [];
  }
  const spec: WorkSpec = {
    speech: { kind: "moonshine", model: MODEL },
    language: "en",
    attempts: 1,
  };
  // Detectors that are opened for single paragraphs share this process.
  const keeper = await openVoiceDetector();
  const worker = await Worker.open(0, spec, { devices: { threads: 1, provider: "cpu" }, ranksOnHost: 1 });
  try {
    const synthetic = await syntheticParagraphs();
    const spliced = alternating(await humanParagraphs(true), synthetic);
    const stressed = [...alternating(await humanParagraphs(), synthetic), ...(await syntheticParagraphs(1))];
    return [...(await splice(bench, worker, spliced)), ...(await stress(bench, worker, stressed))];
  } finally {
    await worker.close();
    await keeper.close();
  }
}

/** People and synthetic voices in turn. */
function alternating(human: readonly Paragraph[], synthetic: readonly Paragraph[]): Paragraph[] {
  const mixed = human.flatMap((paragraph, i) => [paragraph, ...synthetic.slice(i, i + 1)]);
  return [...mixed, ...synthetic.slice(human.length)];
}

function conditions(paragraphs: readonly Paragraph[], samples: Int16Array): string {
  const human = paragraphs.filter(({ speaker }) => !speaker.startsWith("flite")).length;
  return `${(samples.length / SAMPLE_RATE / 60).toFixed(1)} min, ${paragraphs.length} paragraphs of one speaker each, ${human} of people, ${paragraphs.length - human} of flite`;
}

async function splice({ say }: Bench, worker: Worker, paragraphs: readonly Paragraph[]): Promise<Row[]> {
  const words = paragraphs.flatMap(({ text }) => comparable(text)).length;
  const percent = (count: number): number => (100 * count) / words;
  const differ = (text: string, recognized: readonly Heard[]): Differences => {
    const { said, heard } = sameSpelling(wordsOf(text), recognized);
    return differences(alignWords(said, textsOf(heard)), said, textsOf(heard));
  };
  let alone = 0;
  for (const { samples, text } of paragraphs)
    alone += wrongWords(differ(text, heardWords(await recognizePiece(worker, samples, await voiceIn(samples)))));
  const parts = paragraphs.map(({ samples }) => samples);
  const wrong: number[] = [];
  for (const pause of PARAGRAPH_PAUSES) {
    const whole = joined(parts, pause);
    const segments = await segmentsOf(worker, whole);
    const heard = heardWords(await recognizeWhole(worker, whole, segments));
    const cut = differ(paragraphs.map(({ text }) => text).join(" "), heard);
    wrong.push(wrongWords(cut));
    say(
      `splice with ${pause} s: ${segments.length} segments; ${percent(wrongWords(cut)).toFixed(2)} % wrong (${cut.lost.length} lost, ${cut.added.length} added, ${cut.replaced} replaced)`,
    );
  }
  const mean = wrong.reduce((sum, count) => sum + count, 0) / wrong.length;
  const each = wrong.map((count) => percent(count).toFixed(2)).join(", ");
  const detail = `${conditions(paragraphs, joined(parts))}; ${words} words; joined with ${PARAGRAPH_PAUSES.join(", ")} s between them: ${each} % wrong; each paragraph alone ${percent(alone).toFixed(2)} %`;
  const row = (name: string, measured: number, bar: number, unit: string): Row => ({
    name,
    measured,
    bar,
    better: "less",
    unit,
    detail,
  });
  return [
    row("words wrong in joined paragraphs that Sister cuts", percent(mean), 3.5, "%"),
    row("the same, less each paragraph alone", percent(mean - alone), 0.3, "points"),
  ];
}

async function stress({ say }: Bench, worker: Worker, paragraphs: readonly Paragraph[]): Promise<Row[]> {
  const used: Paragraph[] = [];
  let length = 0;
  for (const paragraph of paragraphs) {
    if (length >= STRESS_SECONDS * SAMPLE_RATE) break;
    const bare = await withoutPauses(paragraph);
    used.push(bare);
    length += bare.samples.length;
  }
  const whole = joined(used.map(({ samples }) => samples));
  const segments = await segmentsOf(worker, whole);
  const begin = performance.now();
  const recognized = heardWords(await recognizeWhole(worker, whole, segments));
  const seconds = (performance.now() - begin) / 1000;
  const { said, heard } = sameSpelling(
    used.flatMap(({ text }) => wordsOf(text)),
    recognized,
  );
  const { cuts, words, lost, added, doubled, elsewhere } = atCuts(said, heard, segments);
  const all = differences(alignWords(said, textsOf(heard)), said, textsOf(heard));
  const detail = `${conditions(used, whole)}, all pauses taken out; ${segments.length} segments, ${cuts} cuts through speech, ${words} words within ${WINDOW} s of them; ${((100 * wrongWords(all)) / said.length).toFixed(2)} % of ${said.length} words wrong in all`;
  say(`without pauses: ${detail}; ${seconds.toFixed(1)} s`);
  say(`lost at cuts: ${lost.join("; ") || "none"}`);
  say(`added at cuts: ${added.join("; ") || "none"}`);
  say(`in as many windows away from cuts: ${(elsewhere * cuts).toFixed(0)} words lost or added`);
  const row = (name: string, measured: number, list: readonly string[]): Row => ({
    name,
    measured,
    bar: 0,
    better: "less",
    unit: "",
    detail: `${list.join("; ") || "none"}; ${detail}`,
  });
  return [
    row("words lost at cuts through speech", wordsIn(lost), lost),
    row("words doubled at cuts through speech", doubled.length, doubled),
  ];
}

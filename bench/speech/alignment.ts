/** Benchmarks of word times: those of the aligner, compared with the times that a synthetic voice's program prints. */
import { type Aligner } from "../../src/speech/alignment/aligner.js";
import { openAligner } from "../../src/speech/alignment/open-aligner.js";
import { spreadWords } from "../../src/speech/alignment/spread.js";
import { SAMPLE_RATE, type Word } from "../../src/speech/engine.js";
import { median, quantile, type Bench, type Row } from "../row.js";
import { knownSpeech, VOICES, withNoise, type KnownSpeech } from "./known-speech.js";
import { knownText } from "./known-text.js";

/** Tokens of the text in all passages and voices. */
const TOKENS = 2000;

interface Measured {
  /** Differences of word starts, in milliseconds. */
  starts: number[];
  estimated: number;
  seconds: number;
  /** Processor and wall time are the same here: the aligner has one thread. */
  spent: number;
}

async function measure(
  speech: readonly KnownSpeech[],
  samplesOf: (piece: KnownSpeech, i: number) => Int16Array,
  timesOf: (samples: Int16Array, words: Word[]) => Promise<Word[]>,
): Promise<Measured> {
  const measured: Measured = { starts: [], estimated: 0, seconds: 0, spent: 0 };
  for (const [i, piece] of speech.entries()) {
    const samples = samplesOf(piece, i);
    const words = piece.tokens.map(({ written }) => ({ text: written, start: 0, end: 0, confidence: 1 }));
    const begun = performance.now();
    const timed = await timesOf(samples, words);
    measured.spent += (performance.now() - begun) / 1000;
    measured.seconds += samples.length / SAMPLE_RATE;
    for (const [at, word] of timed.entries()) {
      const known = piece.times[at];
      if (word.estimated) measured.estimated += 1;
      if (known) measured.starts.push(Math.abs(word.start - known[0]) * 1000);
    }
  }
  return measured;
}

function rows(name: string, { starts, estimated, seconds, spent }: Measured, bars: [number, number] | null): Row[] {
  const detail = `${starts.length} tokens of flite's ${VOICES.join(", ")}; ${estimated} estimated; p99 ${quantile(starts, 0.99).toFixed(0)} ms, worst ${quantile(starts, 1).toFixed(0)} ms; ${(spent / seconds).toFixed(3)} of real time`;
  const row = (share: string, measured: number, bar: number | null): Row => ({
    name: `word starts against known times, ${name}, ${share}`,
    measured,
    bar,
    better: "less",
    unit: "ms",
    detail,
  });
  return [row("median", median(starts), bars?.[0] ?? null), row("p95", quantile(starts, 0.95), bars?.[1] ?? null)];
}

/** The rows of `npm run bench -- speech` on word times; about two minutes. */
export async function benchAlignment({ say, note }: Pick<Bench, "say" | "note">, tokens = TOKENS): Promise<Row[]> {
  const aligner = await openAligner("en");
  if (!aligner) {
    const detail = "there is no aligner for English on this host";
    return [
      { name: "word starts against known times", measured: Number.NaN, bar: 15, better: "less", unit: "ms", detail },
    ];
  }
  try {
    return await measureAll(aligner, say, note, tokens);
  } finally {
    await aligner.close();
  }
}

async function measureAll(aligner: Aligner, say: Bench["say"], note: Bench["note"], tokens: number): Promise<Row[]> {
  const speech: KnownSpeech[] = [];
  for (const [i, passage] of knownText(tokens, 1).entries()) {
    speech.push(await knownSpeech(passage, VOICES[i % VOICES.length] ?? "slt"));
  }
  const align = (samples: Int16Array, words: Word[]): Promise<Word[]> =>
    aligner.align(samples, words, { language: "en" });
  const spread = async (samples: Int16Array, words: Word[]): Promise<Word[]> =>
    spreadWords(
      words,
      words.map(() => null),
      samples.length / SAMPLE_RATE,
    );
  const noisy =
    (decibels: number) =>
    ({ samples }: KnownSpeech, i: number): Int16Array =>
      withNoise(samples, decibels, i);
  const made: Row[] = [];
  for (const [name, samplesOf, timesOf, bars] of [
    ["clean", ({ samples }: KnownSpeech) => samples, align, [15, 50]],
    ["20 dB over noise", noisy(20), align, [20, 100]],
    ["10 dB over noise", noisy(10), align, null],
    ["spread by letters", ({ samples }: KnownSpeech) => samples, spread, null],
  ] as const) {
    const measured = await measure(speech, samplesOf, timesOf);
    made.push(...rows(name, measured, bars as [number, number] | null));
    say(
      `${name}: median ${median(measured.starts).toFixed(0)} ms, p95 ${quantile(measured.starts, 0.95).toFixed(0)} ms`,
    );
  }
  const lost = speech.reduce((sum, { times }) => sum + times.filter((time) => time === null).length, 0);
  note(
    `Word times: a text of ${TOKENS} tokens with money, years, times, abbreviations, acronyms and made-up words, read by flite; ${lost} tokens whose first or last sound flite changes in context are left out. Its sounds' times come from \`flite -psdur\`.`,
  );
  return made;
}

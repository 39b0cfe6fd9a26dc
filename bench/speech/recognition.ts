/** Benchmarks of Moonshine: words of people, silence without speech, and the cost. */
import { SAMPLE_RATE, type SpeechEngine } from "../../src/speech/engine.js";
import { hasMoonshine, moonshineFolder } from "../../src/speech/moonshine/model-folder.js";
import { openSpeechEngine } from "../../src/speech/open.js";
import { wordErrorRate } from "../../test/support/speech/spoken-words.js";
import { SOUND_KINDS, soundOf } from "../../test/support/speech/speechless-sounds.js";
import { sileroModel, voiceIn } from "../../test/support/speech/detected-voice.js";
import { median, spread, type Bench, type Row } from "../row.js";
import { comparable, humanSpeech, type Corpus, type HumanClip } from "./human-speech.js";
import { peakMemory, processorSeconds } from "./process.js";

const MODEL = "moonshine-base-en";
const NO_SPEECH_SECONDS = 60;
const PIECE_SECONDS = 18;
const ENGLISH = { language: "en" };

export async function benchRecognition(bench: Bench): Promise<Row[]> {
  if (!hasMoonshine(MODEL)) {
    bench.say(`the model ${MODEL} is not installed: sister models pull ${MODEL}`);
    return [];
  }
  const corpora = (await humanSpeech()).filter(({ clips }) => clips.length > 0);
  const engine = await openSpeechEngine({ kind: "moonshine", model: MODEL });
  try {
    const rows = [...(await heard(bench, engine, corpora)), await invented(bench, engine)];
    const clips = corpora.flatMap((corpus) => corpus.clips);
    return [...rows, ...(clips.length > 0 ? await cost(bench, engine, clips) : [])];
  } finally {
    await engine.close();
  }
}

async function heard({ say }: Bench, engine: SpeechEngine, corpora: readonly Corpus[]): Promise<Row[]> {
  const file = sileroModel();
  let words = 0;
  let wrong = 0;
  let empty = 0;
  const details: string[] = [];
  for (const { from, clips } of corpora) {
    let said = 0;
    let missed = 0;
    for (const { samples, text } of clips) {
      const voice = file === null ? undefined : await voiceIn(samples, { file });
      const found = await engine.recognize(samples, { ...ENGLISH, ...(voice ? { voice } : {}) });
      const expected = comparable(text);
      said += expected.length;
      missed += wordErrorRate(expected, comparable(found.map((word) => word.text).join(" "))) * expected.length;
      if (found.length === 0) empty += 1;
    }
    details.push(`${from}: ${clips.length} clips, ${said} words, ${((100 * missed) / said).toFixed(1)} % wrong`);
    words += said;
    wrong += missed;
  }
  for (const detail of details) say(detail);
  const detail = details.join("; ") || "no recordings of people are here";
  return [
    {
      name: "words wrong, human clips, Moonshine base",
      measured: (100 * wrong) / words,
      bar: 6,
      better: "less",
      unit: "%",
      detail,
    },
    { name: "human clips that come out empty", measured: empty, bar: 0, better: "less", unit: "", detail },
  ];
}

async function invented({ say }: Bench, engine: SpeechEngine): Promise<Row> {
  const kinds: string[] = [];
  let words = 0;
  for (const kind of SOUND_KINDS) {
    const samples = soundOf(kind, NO_SPEECH_SECONDS);
    const voice = [{ start: 0, end: NO_SPEECH_SECONDS }];
    const { length } = await engine.recognize(samples, { ...ENGLISH, voice });
    if (length > 0) kinds.push(`${kind} ${length}`);
    words += length;
  }
  say(`words in sounds without speech: ${words} ${kinds.join(", ")}`);
  return {
    name: `words in ${SOUND_KINDS.length} kinds of sound without speech`,
    measured: words,
    bar: 0,
    better: "less",
    unit: "",
    detail: `${NO_SPEECH_SECONDS} s of each, with the recognizer alone: it is told that a voice speaks all the time; ${kinds.join(", ") || "none"}`,
  };
}

/**
 * Recognizes the same pieces by Sister and by sherpa-onnx with the same model, alternately, since a busy machine then
 * slows both.
 */
async function cost({ say }: Bench, engine: SpeechEngine, clips: readonly HumanClip[]): Promise<Row[]> {
  const other = await openSpeechEngine({ kind: "sherpa", dir: moonshineFolder(MODEL) });
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (const piece of pieces(clips)) {
      const voice = [{ start: 0, end: PIECE_SECONDS }];
      ours.push(await costOf(engine, piece, voice));
      theirs.push(await costOf(other, piece, voice));
    }
    const ratios = ours.map((seconds, i) => seconds / (theirs[i] ?? Number.NaN));
    const detail = `${ours.length} pieces of ${PIECE_SECONDS} s of people, one thread, processor time of the engine's process`;
    say(`cost: ${median(ours).toFixed(4)} of real time, sherpa-onnx ${median(theirs).toFixed(4)}`);
    return [
      {
        name: "recognition, Moonshine base",
        measured: median(ours),
        bar: null,
        better: "less",
        unit: "of real time",
        detail: `${spread(ours, 3)}; ${detail}`,
      },
      {
        name: "recognition, ratio to sherpa-onnx with the same model",
        measured: median(ratios),
        bar: 1,
        better: "less",
        unit: "x",
        detail: `${spread(ratios)}; ${detail}`,
      },
      {
        name: "memory of the recognizer's process, Moonshine base",
        measured: peakMemory(engine.pid),
        bar: null,
        better: "less",
        unit: "MB",
        detail: `maximum resident set after the rows above; sherpa-onnx ${peakMemory(other.pid).toFixed(0)} MB`,
      },
    ];
  } finally {
    await other.close();
  }
}

async function costOf(
  engine: SpeechEngine,
  piece: Int16Array,
  voice: readonly { start: number; end: number }[],
): Promise<number> {
  const before = processorSeconds(engine.pid);
  await engine.recognize(piece, { ...ENGLISH, voice });
  return ((processorSeconds(engine.pid) - before) * SAMPLE_RATE) / piece.length;
}

/** Joins clips and cuts them into pieces of equal length. */
function* pieces(clips: readonly HumanClip[], most = 12): Generator<Int16Array> {
  const length = PIECE_SECONDS * SAMPLE_RATE;
  let piece = new Int16Array(length);
  let at = 0;
  let count = 0;
  // Some recordings are used more than once.
  for (let i = 0; count < most; i++) {
    const samples = clips[i % clips.length]?.samples ?? new Int16Array(length);
    const part = samples.subarray(0, length - at);
    piece.set(part, at);
    at += part.length;
    if (at < length) continue;
    yield piece;
    piece = new Int16Array(length);
    at = 0;
    count += 1;
  }
}

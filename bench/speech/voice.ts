/** Benchmarks of voice activity: lost speech, sound that is mistaken for speech, and the cost. */
import { SAMPLE_RATE } from "../../src/speech/engine.js";
import { openVoiceDetector } from "../../src/speech/voice/open-detector.js";
import { speechClips, humanClipsMissing, type Clip } from "../../test/support/speech/speech-clips.js";
import { CONDITIONS } from "../../test/support/speech/recording-conditions.js";
import { soundOf, SOUND_KINDS } from "../../test/support/speech/speechless-sounds.js";
import { found, sileroModel, voiceIn } from "../../test/support/speech/detected-voice.js";
import type { Bench, Row } from "../row.js";
import { processorSeconds } from "./process.js";

const NO_SPEECH_SECONDS = 60;
const COST_MINUTES = 10;

/** Opens one detector for all rows: those of single sounds then share its process. */
export async function benchVoice(bench: Bench): Promise<Row[]> {
  const file = sileroModel();
  if (file === null) {
    bench.say("the model silero-vad is not installed: sister models pull silero-vad");
    return [];
  }
  const keeper = await openVoiceDetector({ file });
  try {
    const clips = await speechClips();
    return [await lost(bench, file, clips), await mistaken(bench, file), await cost(bench, file, clips)];
  } finally {
    await keeper.close();
  }
}

async function lost({ say }: Bench, file: string, clips: readonly Clip[]): Promise<Row> {
  const losses: string[] = [];
  let share = 0;
  for (const condition of CONDITIONS) {
    for (const [i, clip] of clips.entries()) {
      const other = clips[(i + 5) % clips.length] ?? clip;
      const recording = await condition.apply(clip.samples, other.samples);
      const seconds = found(recording, await voiceIn(recording.samples, { file }));
      share += seconds / (recording.speech.end - recording.speech.start);
      if (seconds < 0.1) losses.push(`${clip.name}: ${condition.name}`);
    }
  }
  const count = clips.length * CONDITIONS.length;
  say(`speech clips wholly lost: ${losses.length} of ${count} ${losses.join("; ")}`);
  const human = clips.filter((clip) => clip.human).length;
  return {
    name: `speech clips wholly lost, ${clips.length} clips in ${CONDITIONS.length} conditions`,
    measured: losses.length,
    bar: 0,
    better: "less",
    unit: "",
    detail:
      `${human} clips of a human reader, ${clips.length - human} of flite; ${((100 * share) / count).toFixed(0)} % of the clips' time is found` +
      (human === 0 ? `; ${humanClipsMissing()}` : ""),
  };
}

async function mistaken({ say }: Bench, file: string): Promise<Row> {
  let seconds = 0;
  const kinds: string[] = [];
  for (const kind of SOUND_KINDS) {
    const voice = await voiceIn(soundOf(kind, NO_SPEECH_SECONDS), { file });
    const here = voice.reduce((sum, { start, end }) => sum + end - start, 0);
    if (here > 0) kinds.push(`${kind} ${here.toFixed(1)} s`);
    seconds += here;
  }
  say(`sound taken for voice: ${seconds.toFixed(1)} s: ${kinds.join(", ")}`);
  return {
    name: `sound taken for voice, ${SOUND_KINDS.length} kinds without speech`,
    measured: (100 * seconds) / (SOUND_KINDS.length * NO_SPEECH_SECONDS),
    bar: 1,
    better: "less",
    unit: "%",
    detail: `${NO_SPEECH_SECONDS} s of each; ${kinds.join(", ") || "none"}; what passes, the recognizer rejects`,
  };
}

async function cost({ say }: Bench, file: string, clips: readonly Clip[]): Promise<Row> {
  const audio = new Int16Array(COST_MINUTES * 60 * SAMPLE_RATE);
  for (let at = 0, i = 0; at < audio.length; i++) {
    const clip = clips[i % clips.length]?.samples ?? new Int16Array(SAMPLE_RATE);
    audio.set(clip.subarray(0, audio.length - at), at);
    at += clip.length;
  }
  const detector = await openVoiceDetector({ file });
  try {
    const begin = performance.now();
    const before = processorSeconds(detector.pid);
    for (let at = 0; at < audio.length; at += 10 * SAMPLE_RATE) {
      await detector.push(audio.subarray(at, at + 10 * SAMPLE_RATE));
    }
    await detector.end();
    const hours = COST_MINUTES / 60;
    const seconds = (processorSeconds(detector.pid) - before) / hours;
    const wall = (performance.now() - begin) / 1000 / hours;
    say(`an hour of audio: ${seconds.toFixed(1)} s of processor, ${wall.toFixed(1)} s of wall time`);
    return {
      name: "voice detection of an hour of audio",
      measured: seconds,
      bar: 20,
      better: "less",
      unit: "s of processor",
      detail: `one thread, from ${COST_MINUTES} minutes; ${wall.toFixed(1)} s of wall time`,
    };
  } finally {
    await detector.close();
  }
}

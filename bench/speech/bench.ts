/** Benchmarks of speech: words, their times, and voice activity. */
import type { Bench, Row } from "../row.js";
import { benchAlignment } from "./alignment.js";
import { benchBrokenOff } from "./broken-off.js";
import { benchRecognition } from "./recognition.js";
import { benchSeams } from "./seams/bench.js";
import { benchVoice } from "./voice.js";

export async function benchSpeech(bench: Bench): Promise<Row[]> {
  return [
    ...(await benchRecognition(bench)),
    ...(await benchSeams(bench)),
    ...(await benchBrokenOff(bench)),
    ...(await benchAlignment(bench)),
    ...(await benchVoice(bench)),
  ];
}

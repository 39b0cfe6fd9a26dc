/**
 * The reference for `sister translate`: one process that only decodes the audio and recognizes it with the same model.
 * Usage: FILE SEGMENTS MODEL THREADS DECODER. SEGMENTS is a file with the segments of Sister; DECODER is "sister" (the
 * limit) or "sherpa-onnx" (the peer, with the same packed pieces). Prints the wall time from its start, in seconds.
 */
import { readFileSync } from "node:fs";
import { decodeAudio } from "../../src/media/sound/decode.js";
import { probe } from "../../src/media/probe/probe.js";
import type { Segment } from "../../src/pipeline/segmentation/segment.js";
import { openRecognizer, type SpeechConfig } from "../../src/speech/engines.js";
import { moonshineFolder } from "../../src/speech/moonshine/model-folder.js";

const [file = "", segmentsFile = "", model = "", threads = "2", decoder = "sister"] = process.argv.slice(2);
const config: SpeechConfig =
  decoder === "sister"
    ? { kind: "moonshine", model }
    : { kind: "sherpa", dir: moonshineFolder(model), family: "moonshineV2", language: "en" };
const recognizer = await openRecognizer(config, {
  threads: Number(threads),
  provider: "cpu",
});
const pieces: Int16Array[] = [];
for await (const samples of decodeAudio(await probe(file))) pieces.push(samples);
const audio = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
let at = 0;
for (const piece of pieces) {
  audio.set(piece, at);
  at += piece.length;
}
let words = 0;
for (const { audioStart, audioEnd, voice } of JSON.parse(readFileSync(segmentsFile, "utf8")) as Segment[]) {
  if (voice?.length === 0) continue;
  const options = { language: "en", ...(voice ? { voice } : {}) };
  words += (await recognizer.recognize(audio.subarray(audioStart, audioEnd), options)).length;
}
console.log(JSON.stringify({ seconds: process.uptime(), words }));

/**
 * The engine's child process. It loads one engine and hears one piece after the other. Engines may end their process; this is the process that
 * they end. It ends by itself, at once, when its pipe to the rank closes: a rank that is killed leaves nothing behind.
 */
import { existsSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { messageOf } from "../errors.js";
import type { SpeechConfig } from "./engine.js";
import { readFrames, writeFrame } from "./frames.js";
import type { Recognizer } from "./recognizer.js";
import { openRecognizer } from "./recognizers.js";

/** Not process.exit: that would wait for the decoder's thread to come to the end of its piece. */
function endNow(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("unreachable");
}

/**
 * Faults for tests, by SISTER_FAULT_ENGINE: "full-scale" ends the process at every piece that holds a sample of full scale (32767);
 * "full-scale-once:FILE" only at the first, which makes FILE.
 */
function endIfFaulty(samples: Int16Array): void {
  const fault = process.env["SISTER_FAULT_ENGINE"];
  if (fault === undefined || !samples.includes(32_767)) return;
  if (fault === "full-scale") endNow();
  const [kind, file = ""] = fault.split(/:(.*)/s);
  if (kind === "full-scale-once" && !existsSync(file)) {
    writeFileSync(file, "");
    endNow();
  }
}

/** Libraries write several lines, with indentation; people get errors of one. */
function oneLine(error: unknown): string {
  return messageOf(error)
    .trim()
    .replace(/\s*\n\s*/g, "; ");
}

// What arrives before the engine is loaded waits in the pipe.
const answers = new Socket({ fd: 3, readable: false, writable: true });
answers.on("error", endNow);
process.stdin.on("end", endNow);
process.stdin.on("error", endNow);
// Ctrl-C reaches the whole process group; it is the rank's to decide when this ends.
process.on("SIGINT", () => undefined);

const config = JSON.parse(process.argv[2] ?? "") as Exclude<SpeechConfig, { kind: "sleep" }>;
let recognizer: Recognizer;
const waiting: { language: string; samples: Int16Array }[] = [];
let working = false;

async function work(): Promise<void> {
  if (working) return;
  working = true;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    try {
      endIfFaulty(next.samples);
      writeFrame(answers, { words: await recognizer.recognize(next.samples, next.language) });
    } catch (error) {
      writeFrame(answers, { error: oneLine(error) });
    }
  }
  working = false;
}

// Read from the start, or the end of the pipe would go unnoticed while the engine loads.
let loaded = false;
readFrames(process.stdin, ({ header, payload }) => {
  const { language } = header as { language: string };
  waiting.push({ language, samples: new Int16Array(payload.buffer) });
  if (loaded) void work();
});

try {
  recognizer = await openRecognizer(config);
  loaded = true;
  writeFrame(answers, { ready: recognizer.description });
  void work();
} catch (error) {
  writeFrame(answers, { problem: oneLine(error) });
  answers.end(() => process.exit(1));
}

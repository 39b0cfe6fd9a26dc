/** Whether a speech model works: by loading it and trying it. */
import { resolve } from "node:path";
import { messageOf } from "../../errors.js";
import { SAMPLE_RATE } from "../engine.js";
import { detectFamily } from "../sherpa/detect-family.js";
import { describeFiles } from "../sherpa/model-files.js";
import { openSpeechEngine } from "../open.js";

export interface ModelCheck {
  dir: string;
  ok: boolean;
  family: string | null;
  engine: string | null;
  loadSeconds: number | null;
  /** Seconds of work for each second of audio. */
  realTimeFactor: number | null;
  problem: string | null;
}

/** Loads the model in a child process and has it hear two seconds of sound. Never throws for a broken model: says what is wrong. */
export async function checkModel(dir: string): Promise<ModelCheck> {
  const check: ModelCheck = {
    dir,
    ok: false,
    family: null,
    engine: null,
    loadSeconds: null,
    realTimeFactor: null,
    problem: null,
  };
  try {
    check.family = detectFamily(describeFiles(dir));
    const begin = performance.now();
    const engine = await openSpeechEngine({ kind: "sherpa", dir: resolve(dir) });
    try {
      check.engine = engine.name;
      check.loadSeconds = (performance.now() - begin) / 1000;
      const sound = Int16Array.from(
        { length: 2 * SAMPLE_RATE },
        (_, i) => 8000 * Math.sin(i / 20) * Math.sin(i / 3000),
      );
      const asked = performance.now();
      await engine.recognize(sound, { language: "en" });
      check.realTimeFactor = (performance.now() - asked) / 2000;
      check.ok = true;
    } finally {
      await engine.close();
    }
  } catch (error) {
    check.problem = messageOf(error);
  }
  return check;
}

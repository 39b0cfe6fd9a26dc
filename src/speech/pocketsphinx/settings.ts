/**
 * PocketSphinx's settings and the reasons for them. The figures are word error rates on human speech that was not used
 * for tuning.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where Debian's pocketsphinx-en-us installs its model. */
export const MODEL_FOLDER = "/usr/share/pocketsphinx/model/en-us";

/** The path of the native addon. */
export function pocketSphinxAddon(): string {
  const folder = process.env["SISTER_NATIVE_DIR"] ?? fileURLToPath(new URL("../../../build/Release", import.meta.url));
  return join(folder, "sister_pocketsphinx.node");
}

/** Whether the English model is installed. */
export function hasPocketSphinxModel(folder = MODEL_FOLDER): boolean {
  return ["en-us/mdef", "en-us.lm.bin", "cmudict-en-us.dict"].every((file) => existsSync(join(folder, file)));
}

/**
 * Settings that lower the error rate from 32 % to 25 %: wide beams, and histogram limits that bound their cost. Silence
 * removal is off because it falsifies time stamps; noise removal is off because it harms recognition.
 */
const SETTINGS: readonly [string, string][] = [
  ["-remove_silence", "no"],
  ["-remove_noise", "no"],
  ["-beam", "1e-60"],
  ["-pbeam", "1e-60"],
  ["-wbeam", "1e-40"],
  ["-fwdflatbeam", "1e-80"],
  ["-fwdflatwbeam", "1e-40"],
  ["-topn", "8"],
  ["-maxhmmpf", "6000"],
  ["-maxwpf", "20"],
  ["-ascale", "10"],
];

/** Names and values for the decoder, alternating. */
export function decoderSettings(folder = MODEL_FOLDER): string[] {
  const model: [string, string][] = [
    ["-hmm", join(folder, "en-us")],
    ["-lm", join(folder, "en-us.lm.bin")],
    ["-dict", join(folder, "cmudict-en-us.dict")],
  ];
  return [...model, ...SETTINGS].flat();
}

/** Everything that decides the words, for the key under which results are kept. */
export function settingsId(): string {
  return SETTINGS.map(([name, value]) => `${name.slice(1)}=${value}`).join(",");
}

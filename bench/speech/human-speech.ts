/** Recordings of people with known words: those of ../shared, and those of installed Debian packages. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { samplesOf } from "../../test/support/speech/spoken-words.js";

export interface HumanClip {
  name: string;
  samples: Int16Array;
  text: string;
}

export interface Corpus {
  /** The sources of the recordings. */
  from: string;
  clips: HumanClip[];
}

const SHARED = fileURLToPath(new URL("../../../shared/data/speech", import.meta.url));
const LIBRIVOX = "/usr/share/pocketsphinx/test/data/librivox";
const PROMPTS = "/usr/share/asterisk/sounds/en_US_f_Allison";
const PROMPT_TEXTS = "/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz";
/** Prompts of fewer words are numbers and single words, which have several spellings. */
const LEAST_WORDS = 4;

/**
 * Every corpus; a missing one has no clips.
 *
 * @param everyPrompt all prompts of the one speaker, not every second one
 */
export async function humanSpeech({ everyPrompt = false } = {}): Promise<Corpus[]> {
  return [
    { from: "../shared/data/speech (LibriVox)", clips: await sharedClips() },
    { from: "Debian's pocketsphinx-testdata (LibriVox)", clips: await librivox() },
    {
      from: `Debian's asterisk-core-sounds-en and -en-g722 (one speaker, every ${everyPrompt ? "" : "second "}prompt)`,
      clips: await prompts(everyPrompt),
    },
  ];
}

async function sharedClips(): Promise<HumanClip[]> {
  const clips: HumanClip[] = [];
  for (const name of existsSync(SHARED) ? ["lv_0870", "lv_0880", "lv_0920"] : []) {
    const text = readFileSync(`${SHARED}/${name}.ref`, "utf8");
    clips.push({ name, samples: await samplesOf(`${SHARED}/${name}.wav`), text });
  }
  return clips;
}

async function librivox(): Promise<HumanClip[]> {
  const list = `${LIBRIVOX}/transcription`;
  const clips: HumanClip[] = [];
  for (const line of existsSync(list) ? readFileSync(list, "utf8").split("\n") : []) {
    const [, text = "", name = ""] = /^<s>(.*)<\/s> \((.*)\)$/.exec(line) ?? [];
    // The others are in ../shared as well.
    if (/-(0890|0930)$/.test(name)) clips.push({ name, samples: await samplesOf(`${LIBRIVOX}/${name}.wav`), text });
  }
  return clips;
}

async function prompts(every: boolean): Promise<HumanClip[]> {
  const texts = existsSync(PROMPT_TEXTS) ? gunzipSync(readFileSync(PROMPT_TEXTS)).toString("utf8").split("\n") : [];
  const clips: HumanClip[] = [];
  let count = 0;
  for (const line of texts) {
    const [, name = "", text = ""] = /^([\w/.-]+):\s*(.*)$/.exec(line) ?? [];
    const file = `${PROMPTS}/${name}.g722`;
    // Notes on sounds, in brackets, are not spoken.
    if (/[<([]/.test(text) || text.split(/\s+/).length < LEAST_WORDS || !existsSync(file)) continue;
    count += 1;
    if (every || count % 2 === 0) clips.push({ name, samples: await decodeG722(file), text });
  }
  return clips;
}

async function decodeG722(file: string): Promise<Int16Array> {
  const args = ["-v", "error", "-f", "g722", "-i", file, "-f", "s16le", "-ar", "16000", "-ac", "1", "-"];
  const { stdout } = await promisify(execFile)("ffmpeg", args, { encoding: "buffer", maxBuffer: 2 ** 27 });
  return new Int16Array(new Uint8Array(stdout).buffer);
}

const ONES =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

function numberWords(value: number): string {
  const rest = (unit: number): string => (value % unit === 0 ? "" : ` ${numberWords(value % unit)}`);
  if (value < 20) return ONES[value] ?? "";
  if (value < 100) return (TENS[Math.floor(value / 10) - 2] ?? "") + rest(10);
  if (value < 1000) return `${ONES[Math.floor(value / 100)]} hundred${rest(100)}`;
  return `${numberWords(Math.floor(value / 1000))} thousand${rest(1000)}`;
}

/** A text in the form for comparisons: lower case, numbers as words, no punctuation. */
export function comparable(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/\bmr\./g, "mister")
    .replaceAll("*", " star ")
    .replaceAll("#", " pound ")
    .replace(/\d{1,6}/g, (digits) => ` ${numberWords(Number(digits))} `)
    .replace(/[^a-z']+/g, " ")
    .replace(/\bvoicemail/g, "voice mail")
    .trim()
    .split(" ")
    .filter(Boolean);
}

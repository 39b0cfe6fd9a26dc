/** Spoken texts as samples, 16 kHz mono, and word error rates. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { probe } from "../../../src/media/probe/probe.js";
import { decodeAll } from "../media/made-media.js";

/** All samples of a sound file. */
export async function samplesOf(path: string): Promise<Int16Array> {
  return decodeAll(await probe(path));
}

/** A text spoken by flite. Voices: slt, rms, awb, kal, kal16. */
export async function spoken(text: string, voice = "slt"): Promise<Int16Array> {
  const folder = await mkdtemp(join(tmpdir(), "sister-speech-"));
  try {
    const file = join(folder, "speech.wav");
    await promisify(execFile)("flite", ["-voice", voice, "-t", text, "-o", file]);
    return await samplesOf(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The words of a text for comparison: lower case, no punctuation, "Mr." in full. */
export function plainWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/\bmr\./g, "mister")
    .replace(/[^a-z0-9']+/g, " ")
    .trim()
    .split(" ");
}

/**
 * The word error rate: different words (deletions, insertions and substitutions, Levenshtein's distance), divided by
 * the spoken words.
 */
export function wordErrorRate(said: readonly string[], heard: readonly string[]): number {
  let row = Array.from({ length: heard.length + 1 }, (_, i) => i);
  for (const [i, word] of said.entries()) {
    const next = [i + 1];
    for (const [j, other] of heard.entries()) {
      const substituted = (row[j] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return (row.at(-1) ?? 0) / said.length;
}

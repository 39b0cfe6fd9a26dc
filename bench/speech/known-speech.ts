/** Speech whose word times are known: flite prints when each of its sounds ends. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { seeded, type KnownToken } from "./known-text.js";

const run = promisify(execFile);
/** Voices at 16 kHz: three parametric ones, and one that joins pieces of recorded speech. */
export const VOICES = ["slt", "kal16", "rms", "awb"] as const;

export interface KnownSpeech {
  samples: Int16Array;
  tokens: KnownToken[];
  /** Start and end of each token in seconds; null if they are unknown. */
  times: ([number, number] | null)[];
}

interface Sound {
  phone: string;
  start: number;
  end: number;
}

const plain = (phone: string): string => phone.replace(/\d/g, "");

/** The sounds of a text by themselves, one list for each token. */
async function soundsOf(spoken: string): Promise<string[]> {
  const { stdout } = await run("t2p", [spoken]);
  return stdout
    .split(/\s+/)
    .map(plain)
    .filter((phone) => phone !== "" && phone !== "pau");
}

/** Index in `heard` of each sound of `wanted`, by the alignment with the fewest differences; -1 for a missing one. */
function pairs(wanted: readonly string[], heard: readonly string[]): number[] {
  const rows = Array.from({ length: wanted.length + 1 }, (_, i) =>
    Array.from({ length: heard.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= wanted.length; i++) {
    for (let j = 1; j <= heard.length; j++) {
      const same = wanted[i - 1] === heard[j - 1] ? 0 : 1;
      (rows[i] as number[])[j] = Math.min(cell(i - 1, j - 1) + same, cell(i - 1, j) + 1, cell(i, j - 1) + 1);
    }
  }
  const paired = wanted.map(() => -1);
  for (let i = wanted.length, j = heard.length; i > 0 && j > 0;) {
    const same = wanted[i - 1] === heard[j - 1] ? 0 : 1;
    if (cell(i, j) === cell(i - 1, j - 1) + same) paired[--i] = --j;
    else if (cell(i, j) === cell(i - 1, j) + 1) i -= 1;
    else j -= 1;
  }
  return paired;
}

/** A passage, read by a voice of flite. */
export async function knownSpeech(tokens: KnownToken[], voice: (typeof VOICES)[number]): Promise<KnownSpeech> {
  const folder = await mkdtemp(join(tmpdir(), "sister-known-"));
  try {
    const file = join(folder, "speech.wav");
    const text = tokens.map(
      ({ spoken, written }) =>
        spoken + (/[,.?]$/.exec(written.replace(/\b(Mr|Mrs|Dr|St|Prof|p\.m|a\.m|U\.S)\.$/, "$1"))?.[0] ?? ""),
    );
    const { stdout } = await run("flite", ["-voice", voice, "-psdur", "-t", text.join(" "), "-o", file]);
    const sounds: Sound[] = [];
    for (const printed of stdout.trim().split(/\s+/)) {
      const [phone = "", end = ""] = printed.split(":");
      sounds.push({ phone: plain(phone), start: sounds.at(-1)?.end ?? 0, end: Number(end) });
    }
    const voiced = sounds.filter(({ phone }) => phone !== "pau");
    const wanted: string[] = [];
    const edges: [number, number][] = [];
    for (const { spoken } of tokens) {
      const from = wanted.length;
      wanted.push(...(await soundsOf(spoken)));
      edges.push([from, wanted.length - 1]);
    }
    const paired = pairs(
      wanted,
      voiced.map(({ phone }) => phone),
    );
    const times = edges.map(([first, last]): [number, number] | null => {
      const begin = voiced[paired[first] ?? -1];
      const end = voiced[paired[last] ?? -1];
      return begin && end ? [begin.start, end.end] : null;
    });
    const bytes = await readFile(file);
    return { samples: new Int16Array(new Uint8Array(bytes.subarray(44)).buffer), tokens, times };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The samples with white noise, `decibels` below the speech. */
export function withNoise(samples: Int16Array, decibels: number, seed: number): Int16Array {
  const next = seeded(seed);
  const power = samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length;
  const deviation = Math.sqrt(power / 10 ** (decibels / 10));
  return samples.map((sample) => {
    const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    return Math.max(-32_768, Math.min(32_767, Math.round(sample + deviation * normal)));
  });
}

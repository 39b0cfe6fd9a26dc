/** Thirteen short clips of speech: eight of a human reader, five of flite's voices. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SAMPLE_RATE } from "../../../src/speech/engine.js";
import { samplesOf, spoken } from "./spoken-words.js";

/** Recordings of a human reader, which are not part of the project. */
const RECORDINGS = fileURLToPath(new URL("../../../../shared/data/speech", import.meta.url));

export interface Clip {
  name: string;
  human: boolean;
  samples: Int16Array;
}

/** Parts of the recordings, in seconds, cut where the voice dips. */
const PARTS: readonly { file: string; parts: readonly [number, number][] }[] = [
  {
    file: "lv_0870.wav",
    parts: [
      [0, 2.25],
      [2.25, 4.4],
      [4.4, 7.1],
    ],
  },
  {
    file: "lv_0880.wav",
    parts: [
      [0, 1.1],
      [1.1, 2.99],
    ],
  },
  {
    file: "lv_0920.wav",
    parts: [
      [0, 2.45],
      [2.45, 3.85],
      [3.85, 6.05],
    ],
  },
];

const SPOKEN: readonly { voice: string; text: string }[] = [
  { voice: "slt", text: "Nobody could say where the river began." },
  { voice: "rms", text: "Seven ships left the harbour before noon." },
  { voice: "awb", text: "She put the letters back into the drawer." },
  { voice: "kal", text: "The next train leaves in a quarter of an hour." },
  { voice: "kal16", text: "Please close the windows when it rains." },
];

/** Why there are no human clips here. Null if there are. */
export function humanClipsMissing(): string | null {
  return existsSync(RECORDINGS) ? null : "the recordings of ../shared/data/speech are not here";
}

/** The available human clips, and flite's. */
export async function speechClips(): Promise<Clip[]> {
  const clips: Clip[] = [];
  for (const { file, parts } of humanClipsMissing() === null ? PARTS : []) {
    const samples = await samplesOf(join(RECORDINGS, file));
    for (const [from, to] of parts) {
      clips.push({
        name: `${file} ${from} to ${to} s`,
        human: true,
        samples: samples.slice(from * SAMPLE_RATE, to * SAMPLE_RATE),
      });
    }
  }
  for (const { voice, text } of SPOKEN) {
    clips.push({ name: `flite ${voice}`, human: false, samples: await spoken(text, voice) });
  }
  return clips;
}

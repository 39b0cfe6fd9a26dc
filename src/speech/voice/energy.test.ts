import { describe, expect, it } from "vitest";
import { BlockDetector } from "./block-detector.js";
import { ENERGY } from "./energy.js";
import { voiceSpans } from "./voice-spans.js";

const SECOND = 16_000;

/** Noise with a loudness that depends on time. */
function noise(seconds: number, loudness: (second: number) => number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: seconds * SECOND }, (_, i) => {
    state = (state * 16_807) % 2_147_483_647;
    return loudness(i / SECOND) * ((state / 2_147_483_647) * 2 - 1);
  });
}

async function voiceOf(samples: Int16Array): Promise<string[]> {
  const detector = new BlockDetector(ENERGY);
  const found = [...(await detector.push(samples)), ...(await detector.end())];
  expect(found).toHaveLength(Math.ceil(samples.length / 512));
  return voiceSpans(found).map(({ start, end }) => `${start.toFixed(1)}-${end.toFixed(1)}`);
}

describe("voice by loudness", () => {
  it("is found where sound stands out from a quiet room", async () => {
    const loud = (second: number): number => (second % 10 >= 3 && second % 10 < 6 ? 3000 : 20);
    expect(await voiceOf(noise(20, loud))).toEqual(["3.0-6.0", "13.0-16.0"]);
  });

  it("is not found in silence or steady noise, at the start or later", async () => {
    expect(await voiceOf(new Int16Array(60 * SECOND))).toEqual([]);
    expect(await voiceOf(noise(60, () => 1000))).toEqual([]);
    expect(await voiceOf(noise(3, () => 1000))).toEqual([]);
  });

  it("is found between stretches of digital silence", async () => {
    expect(await voiceOf(noise(20, (second) => (second % 10 < 4 ? 2000 : 0)))).toEqual(["0.0-4.0", "10.0-14.0"]);
  });
});

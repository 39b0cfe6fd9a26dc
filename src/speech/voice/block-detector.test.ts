import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BlockDetector, CONTEXT_SAMPLES, LEAD_IN_WINDOWS, type BlockModel } from "./block-detector.js";

const LEAD_IN = CONTEXT_SAMPLES + LEAD_IN_WINDOWS * 512;

/** The "probability" of a window is its first sample over 32,768, so that a wrong order or offset shows. */
function model(options: { name?: string; failures?: number; wrong?: number; sees?: Int16Array[] } = {}): BlockModel {
  let failures = options.failures ?? 0;
  return {
    id: options.name ?? "model",
    name: options.name ?? "model",
    probabilities(samples) {
      options.sees?.push(samples.slice(0, LEAD_IN));
      if (failures-- > 0) return Promise.reject(new Error("it died"));
      const windows = (samples.length - LEAD_IN) / 512;
      return Promise.resolve(
        Float32Array.from({ length: windows }, (_, i) => options.wrong ?? (samples[LEAD_IN + i * 512] ?? 0) / 32_768),
      );
    },
    close: () => Promise.resolve(),
  };
}

const audio = (length: number): Int16Array => Int16Array.from({ length }, (_, i) => Math.floor(i / 512) % 32_000);
const expected = (length: number): number[] =>
  Array.from({ length: Math.ceil(length / 512) }, (_, i) => (i % 32_000) / 32_768);

async function all(detector: BlockDetector, samples: Int16Array, sizes: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0, i = 0; at < samples.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    found.push(...(await detector.push(samples.subarray(at, at + size))));
    at += size;
  }
  return [...found, ...(await detector.end())];
}

describe("BlockDetector", () => {
  it("returns a probability for each window, in order, for pushes of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.array(fc.integer({ min: 1, max: 700_000 }), { minLength: 1, maxLength: 4 }),
        async (length, sizes) => {
          const coarse = sizes.map((size) => Math.max(size, length / 50));
          expect(await all(new BlockDetector(model()), audio(length), coarse)).toEqual(expected(length));
        },
      ),
      { numRuns: 20 },
    );
  });

  it("passes the audio before a block to the model, or zeros before the first one", async () => {
    const sees: Int16Array[] = [];
    const samples = audio(1_000_000);
    await all(new BlockDetector(model({ sees })), samples, [160_000]);
    expect(sees[0]?.every((sample) => sample === 0)).toBe(true);
    expect(sees[1]).toEqual(samples.slice(768 * 512 - LEAD_IN, 768 * 512));
  });

  it("repeats a block that failed once", async () => {
    const detector = new BlockDetector(model({ failures: 1 }), { model: model(), onWarning: expect.unreachable });
    expect(await all(detector, audio(500_000), [160_000])).toEqual(expected(500_000));
  });

  it.each([
    ["fails twice on a block", { failures: 2 }],
    ["returns values that are not numbers", { wrong: Number.NaN }],
    ["returns values out of range", { wrong: 1.5 }],
  ])("goes on with the fallback and warns once if the model %s", async (_, options) => {
    const warnings: string[] = [];
    const detector = new BlockDetector(model({ name: "it", ...options }), {
      model: model(),
      onWarning: (reason) => warnings.push(reason),
    });
    expect(await all(detector, audio(1_500_000), [160_000])).toEqual(expected(1_500_000));
    expect(warnings).toHaveLength(1);
    expect(detector.id).toBe("it");
  });

  it("rejects audio after it was closed", async () => {
    const detector = new BlockDetector(model());
    await detector.close();
    await detector.close();
    await expect(detector.push(audio(500_000))).rejects.toThrow("was closed");
  });
});

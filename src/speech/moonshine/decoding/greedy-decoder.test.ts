import { describe, expect, it } from "vitest";
import { decodeGreedy, END_TOKEN, predict, START_TOKEN, type DecoderSteps, type Prediction } from "./greedy-decoder.js";

/** A network that always makes the same predictions, and records its input. */
function network(predictions: readonly Partial<Prediction>[]): DecoderSteps & { given: number[] } {
  const given: number[] = [];
  return {
    given,
    step: (token) => {
      given.push(token);
      const found = predictions[Math.min(given.length, predictions.length) - 1];
      return Promise.resolve({ best: 5, logProb: -0.1, second: 6, secondLogProb: -3, end: -9, ...found });
    },
  };
}
const limits = { cap: 10, mostFirstEnd: -0.35, loops: () => false };
const end = { best: END_TOKEN, logProb: -0.2, end: -0.2 };

describe("greedy decoding", () => {
  it("follows the best tokens to the end and keeps their probabilities", async () => {
    const steps = network([{ best: 5 }, { best: 7, logProb: -0.5 }, end]);
    expect(await decodeGreedy(steps, limits)).toEqual({
      ids: [5, 7],
      logProbs: [-0.1, -0.5],
      firstEnd: -9,
      end: -0.2,
      stopped: null,
    });
    expect(steps.given).toEqual([START_TOKEN, 5, 7]);
  });

  it("takes the second token if the first would be the end", async () => {
    const steps = network([{ best: END_TOKEN, logProb: -0.5, second: 8, secondLogProb: -1, end: -0.5 }, end]);
    expect(await decodeGreedy(steps, limits)).toMatchObject({
      ids: [8],
      logProbs: [-1],
      firstEnd: -0.5,
      stopped: null,
    });
  });

  it("stops at once if the network finds no speech", async () => {
    const steps = network([{ ...end, second: 8, secondLogProb: -6 }]);
    expect(await decodeGreedy(steps, limits)).toMatchObject({ ids: [], stopped: "silence" });
    expect(steps.given).toHaveLength(1);
  });

  it("stops at the cap and at a loop", async () => {
    expect(await decodeGreedy(network([{}]), limits)).toMatchObject({ stopped: "cap", end: null });
    const loops = (ids: readonly number[]): boolean => ids.length === 4;
    const stopped = await decodeGreedy(network([{}]), { ...limits, loops });
    expect(stopped).toMatchObject({ ids: [5, 5, 5, 5], stopped: "loop" });
  });
});

describe("predict", () => {
  it("finds the two best logits and their probabilities", () => {
    const prediction = predict(Float32Array.of(0, 1, 3, 2, -4));
    const sum = [0, 1, 3, 2, -4].reduce((total, logit) => total + Math.exp(logit), 0);
    expect(prediction).toMatchObject({ best: 2, second: 3 });
    expect(prediction.logProb).toBeCloseTo(3 - Math.log(sum), 5);
    expect(prediction.secondLogProb).toBeCloseTo(2 - Math.log(sum), 5);
    expect(prediction.end).toBeCloseTo(3 - Math.log(sum), 5);
    expect(predict(Float32Array.of(1, 2))).toMatchObject({ best: 1, second: 0 });
    expect(predict(Float32Array.of(5, 5, 5)).logProb).toBeCloseTo(Math.log(1 / 3), 5);
  });
});

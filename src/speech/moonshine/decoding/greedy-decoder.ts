/**
 * Greedy decoding with probabilities: the most probable token at each step, and how probable it was. Pure:
 * `DecoderSteps` hides the network.
 */

/** Ids of the start and end tokens of Moonshine's decoder. */
export const START_TOKEN = 1;
export const END_TOKEN = 2;

/** The network's prediction of the next token. Probabilities are natural logarithms. */
export interface Prediction {
  best: number;
  logProb: number;
  /** The second most probable token. */
  second: number;
  secondLogProb: number;
  /** Log probability of the end token. */
  end: number;
}

/** The decoder network at work on one piece. */
export interface DecoderSteps {
  /** Takes the next token and predicts the one after it. */
  step(token: number): Promise<Prediction>;
}

export interface Decoded {
  /** Token ids without start and end. */
  ids: number[];
  /** Natural logarithm of each id's probability. */
  logProbs: number[];
  /** Log probability of the end token in place of the first token: near 0 for non-speech. */
  firstEnd: number;
  /** Log probability of the end token at the end. Null if decoding was stopped. */
  end: number | null;
  /** Why decoding was stopped. Null: the network ended by itself. */
  stopped: "cap" | "loop" | "silence" | null;
}

export interface DecodeLimits {
  /** Most tokens of a piece. */
  cap: number;
  /** Above this log probability of the first end token, the piece is not speech and decoding stops. */
  mostFirstEnd: number;
  /** Whether the tokens repeat themselves. */
  loops(ids: readonly number[]): boolean;
}

/** Decodes one piece. The end token is never the first, because a voice was detected. */
export async function decodeGreedy(steps: DecoderSteps, limits: DecodeLimits): Promise<Decoded> {
  const decoded: Decoded = { ids: [], logProbs: [], firstEnd: 0, end: null, stopped: null };
  let token = START_TOKEN;
  for (;;) {
    const prediction = await steps.step(token);
    let { best, logProb } = prediction;
    if (decoded.ids.length === 0) {
      decoded.firstEnd = prediction.end;
      if (decoded.firstEnd > limits.mostFirstEnd) return { ...decoded, stopped: "silence" };
      if (best === END_TOKEN) ({ second: best, secondLogProb: logProb } = prediction);
    }
    if (best === END_TOKEN) return { ...decoded, end: logProb };
    if (decoded.ids.length >= limits.cap) return { ...decoded, stopped: "cap" };
    decoded.ids.push(best);
    decoded.logProbs.push(logProb);
    if (limits.loops(decoded.ids)) return { ...decoded, stopped: "loop" };
    token = best;
  }
}

/** The prediction for the logits of all tokens. */
export function predict(logits: Float32Array): Prediction {
  let best = 0;
  let second = 1;
  if ((logits[1] ?? 0) > (logits[0] ?? 0)) [best, second] = [1, 0];
  for (let i = 2; i < logits.length; i++) {
    const logit = logits[i] as number;
    if (logit <= (logits[second] as number)) continue;
    if (logit > (logits[best] as number)) [best, second] = [i, best];
    else second = i;
  }
  const most = logits[best] ?? 0;
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i] as number) - most);
  const logSum = most + Math.log(sum);
  const logProb = (token: number): number => (logits[token] ?? 0) - logSum;
  return { best, logProb: logProb(best), second, secondLogProb: logProb(second), end: logProb(END_TOKEN) };
}

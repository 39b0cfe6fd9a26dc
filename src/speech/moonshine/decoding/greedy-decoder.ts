/** Greedy decoding with evidence: the most probable token at each step, and how probable it was. Pure: the network is behind `DecoderSteps`. */

/** Ids that Moonshine's decoder begins and ends with. */
export const START_TOKEN = 1;
export const END_TOKEN = 2;

/** What the network says of the next token. Probabilities are natural logarithms. */
export interface Prediction {
  best: number;
  logProb: number;
  /** The most probable one but the best. */
  second: number;
  secondLogProb: number;
  /** Log probability of the end token. */
  end: number;
}

/** The decoder network, at work on one piece. */
export interface DecoderSteps {
  /** Takes the next token in and predicts the one after it. */
  step(token: number): Promise<Prediction>;
}

export interface Decoded {
  /** Without start and end. */
  ids: number[];
  /** Natural logarithm of each id's probability. */
  logProbs: number[];
  /** Log probability of the end token where the first token was decided: near 0 for what is no speech. */
  firstEnd: number;
  /** Log probability of the end token where it ended; null where it was stopped. */
  end: number | null;
  /** Why it was stopped before the network ended by itself. */
  stopped: "cap" | "loop" | "silence" | null;
}

export interface DecodeLimits {
  /** Most tokens. */
  cap: number;
  /** A log probability of the first end token above this is no speech: nothing more is decoded. */
  mostFirstEnd: number;
  /** True as soon as the tokens repeat themselves. */
  loops(ids: readonly number[]): boolean;
}

/** Decodes one piece. The end token is never the first: where a voice speaks, something is said. */
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

/** What the logits of all tokens say. */
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

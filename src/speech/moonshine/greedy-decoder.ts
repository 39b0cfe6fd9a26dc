/** Greedy decoding with evidence: the most probable token at each step, and how probable it was. Pure: the network is behind `DecoderSteps`. */

/** Ids that Moonshine's decoder begins and ends with. */
export const START_TOKEN = 1;
export const END_TOKEN = 2;

/** The decoder network, at work on one piece. */
export interface DecoderSteps {
  /** Takes the next token in and returns the logits of the one after it. They are valid until the next call. */
  step(token: number): Promise<Float32Array>;
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
    const logits = await steps.step(token);
    const first = decoded.ids.length === 0;
    const { best, logProb, logSum } = choose(logits, first ? END_TOKEN : -1);
    if (first) {
      decoded.firstEnd = (logits[END_TOKEN] ?? 0) - logSum;
      if (decoded.firstEnd > limits.mostFirstEnd) return { ...decoded, stopped: "silence" };
    }
    if (best === END_TOKEN) return { ...decoded, end: logProb };
    if (decoded.ids.length >= limits.cap) return { ...decoded, stopped: "cap" };
    decoded.ids.push(best);
    decoded.logProbs.push(logProb);
    if (limits.loops(decoded.ids)) return { ...decoded, stopped: "loop" };
    token = best;
  }
}

/** The most probable token but `forbidden`, its log probability, and the logarithm of the sum of all exponentials. */
export function choose(logits: Float32Array, forbidden: number): { best: number; logProb: number; logSum: number } {
  let best = forbidden === 0 ? 1 : 0;
  let most = logits[best] ?? 0;
  for (let i = best + 1; i < logits.length; i++) {
    const logit = logits[i] as number;
    if (logit > most && i !== forbidden) {
      most = logit;
      best = i;
    }
  }
  const peak = Math.max(most, logits[forbidden] ?? -Infinity);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const below = (logits[i] as number) - peak;
    // What is e^-20 and less of the best changes nothing, and the exponential is what this loop costs.
    if (below > -20) sum += Math.exp(below);
  }
  const logSum = peak + Math.log(sum);
  return { best, logProb: most - logSum, logSum };
}

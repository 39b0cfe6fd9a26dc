/** Sounds without speech, 16 kHz mono: 44 kinds, with the same samples at each call. For tests and the benchmark. */
import { SAMPLE_RATE } from "../../../src/speech/engine.js";

const TURN = 2 * Math.PI;

/** A sound as a function of time, called sample by sample. Returns values from -1 to 1. */
type Sound = () => (second: number) => number;

/** Numbers from 0 to 1, equal for equal seeds (a linear congruential generator). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** White noise from -1 to 1. */
function white(seed: number): () => number {
  const random = randomNumbers(seed);
  return () => 2 * random() - 1;
}

/** Keeps frequencies below a limit, with 6 dB per octave. */
function lowPass(hertz: number, source: () => number): () => number {
  const share = 1 - Math.exp((-TURN * hertz) / SAMPLE_RATE);
  let value = 0;
  return () => (value += share * (source() - value));
}

/** Keeps frequencies near a centre: a resonance of the given width. */
function resonance(hertz: number, width: number, source: () => number): () => number {
  const radius = Math.exp((-Math.PI * width) / SAMPLE_RATE);
  const turn = 2 * radius * Math.cos((TURN * hertz) / SAMPLE_RATE);
  let [last, before] = [0, 0];
  return () => {
    const next = (1 - radius) * source() + turn * last - radius * radius * before;
    [before, last] = [last, next];
    return next;
  };
}

const sine = (hertz: number, second: number): number => Math.sin(TURN * hertz * second);

/** A tone with ever weaker overtones. */
function voiced(hertz: number, second: number, overtones = 5, weakening = 1): number {
  let sum = 0;
  for (let part = 1; part <= overtones; part++) sum += sine(hertz * part, second) / part ** weakening;
  return sum / 2;
}

/** The frequency of a piano key. 69 is the A of 440 Hz. */
const key = (number: number): number => 440 * 2 ** ((number - 69) / 12);

/** The item of a list at a time, each lasting `each` seconds, and the time since its start. */
function turnOf<T>(list: readonly T[], each: number, second: number): { item: T; since: number } {
  const index = Math.floor(second / each);
  return { item: list[index % list.length] as T, since: second - index * each };
}

/** Exponential decay with a half-life of `half` seconds. */
const fading = (since: number, half: number): number => 2 ** (-since / half);

/** Consecutive notes that decay. */
function notes(keys: readonly number[], each: number, half: number, overtones: number): Sound {
  return () => (second) => {
    const { item, since } = turnOf(keys, each, second);
    return 0.5 * voiced(key(item), second, overtones) * fading(since, half) * Math.min(1, since / 0.005);
  };
}

/** Several keys at once. */
function chords(list: readonly (readonly number[])[], each: number, overtones: number, weakening = 1): Sound {
  return () => (second) => {
    const { item, since } = turnOf(list, each, second);
    const sum = item.reduce((total, number) => total + voiced(key(number), second, overtones, weakening), 0);
    return (0.6 * sum * Math.min(1, since / 0.02)) / item.length;
  };
}

/** Short noises at irregular times: mean rate per second, half-life, and source. */
function bursts(rate: number, half: number, make: (random: () => number) => () => number, seed: number): Sound {
  return () => {
    const random = randomNumbers(seed);
    const source = make(white(seed + 1));
    let loudness = 0;
    const loss = 2 ** (-1 / (half * SAMPLE_RATE));
    return () => {
      if (random() < rate / SAMPLE_RATE) loudness = Math.max(loudness, 0.3 + 0.7 * random());
      loudness *= loss;
      return loudness * source();
    };
  };
}

/** Short noises at regular times. */
function beats(every: number, half: number, make: (noise: () => number) => () => number, seed: number): Sound {
  return () => {
    const source = make(white(seed));
    return (second) => source() * fading(second % every, half);
  };
}

/** Noise with changing loudness. */
function swelling(
  make: (noise: () => number) => () => number,
  loudness: (second: number) => number,
  seed: number,
): Sound {
  return () => {
    const source = make(white(seed));
    return (second) => source() * loudness(second);
  };
}

const same = (source: () => number): (() => number) => source;
const MELODY = [60, 64, 67, 72, 71, 67, 65, 62, 60, 67, 64, 60] as const;
const HARMONY = [
  [60, 64, 67],
  [57, 60, 64],
  [65, 69, 72],
  [67, 71, 74],
] as const;
/** The frequency pairs of the telephone keys 1 to 9. */
const TELEPHONE_KEYS = [697, 770, 852].flatMap((low) => [1209, 1336, 1477].map((high) => [low, high] as const));
/** "SOS" in units of on and off. */
const MORSE = "10101000111011101110001010100000000";

const KINDS: Record<string, Sound> = {
  "digital silence": () => () => 0,
  "the last bit of a sound card": swelling(same, () => 1.2 / 32_768, 3),
  "a constant offset": () => () => 0.1,
  "quiet hiss": swelling(same, () => 0.0005, 4),
  "a click each second": beats(1, 0.0005, same, 5),
  "hum of 50 Hz": () => (second) => 0.3 * voiced(50, second, 3),
  "hum of 60 Hz with overtones": () => (second) => 0.2 * voiced(60, second, 12, 0.5),
  "a fan": () => {
    const air = lowPass(400, white(6));
    return (second) => 0.8 * air() + 0.05 * voiced(94, second, 4);
  },
  "an engine": () => {
    const rattle = lowPass(900, white(7));
    return (second) =>
      0.3 * voiced(38 + 3 * sine(0.2, second), second, 15, 0.7) + 0.3 * rattle() * Math.abs(sine(19, second));
  },
  "white noise": swelling(same, () => 0.4, 8),
  "pink noise": () => {
    const parts = [20, 80, 320, 1280, 5120].map((hertz, i) => lowPass(hertz, white(20 + i)));
    return () => 0.5 * parts.reduce((sum, part) => sum + part(), 0);
  },
  "brown noise": () => {
    const low = lowPass(30, white(9));
    return () => 6 * low();
  },
  "blue noise": () => {
    const noise = white(10);
    let last = 0;
    return () => {
      const next = noise();
      const difference = next - last;
      last = next;
      return 0.3 * difference;
    };
  },
  "noise of a telephone line": swelling(
    (noise) => resonance(1300, 1800, noise),
    () => 0.8,
    11,
  ),
  "noise in the rhythm of syllables": swelling(
    (noise) => resonance(900, 900, noise),
    (second) => 1.2 * Math.max(0, sine(4, second)) * (second % 3 < 2.2 ? 1 : 0),
    12,
  ),
  "crackle of a record": bursts(12, 0.001, same, 13),
  "bursts of static": swelling(
    same,
    (second) => (Math.abs(sine(0.7, second) * sine(1.9, second)) > 0.5 ? 0.4 : 0.01),
    14,
  ),
  "a tone of 440 Hz": () => (second) => 0.5 * sine(440, second),
  "pulses of 1 kHz": () => (second) => (second % 1 < 0.3 ? 0.5 * sine(1000, second) : 0),
  "a sweep": () => (second) => 0.5 * Math.sin(TURN * (100 * second + 95 * (second % 20) ** 2)),
  "a dial tone": () => (second) => 0.3 * (sine(350, second) + sine(440, second)),
  "the keys of a telephone": () => (second) => {
    const { item, since } = turnOf(TELEPHONE_KEYS, 0.4, second);
    return since < 0.2 ? 0.3 * (sine(item[0], second) + sine(item[1], second)) : 0;
  },
  "a telephone that rings": () => (second) =>
    second % 6 < 2 ? 0.3 * (sine(440, second) + sine(480, second)) * (0.6 + 0.4 * sine(20, second)) : 0,
  "a siren": () => (second) => 0.4 * Math.sin(TURN * 700 * second - 120 * Math.cos(TURN * 0.4 * second)),
  "Morse code": () => (second) => (turnOf([...MORSE], 0.1, second).item === "1" ? 0.5 * sine(700, second) : 0),
  "music: chords": chords(HARMONY, 1.5, 6),
  "music: drums": () => {
    const snare = white(15);
    const hat = white(16);
    return (second) =>
      0.8 * Math.sin(60 * fading(second % 1, 0.05)) * fading(second % 1, 0.12) +
      0.4 * snare() * fading((second + 0.5) % 1, 0.05) +
      0.15 * hat() * fading(second % 0.25, 0.02);
  },
  "music: a piano": notes(MELODY, 0.4, 0.25, 8),
  "music: an arpeggio": notes([60, 64, 67, 72, 67, 64], 0.15, 10, 4),
  "music: a bass": notes([36, 36, 43, 41, 38, 36], 0.5, 0.4, 6),
  "music: an organ": chords(
    HARMONY.map((keys) => [...keys, ...keys.map((number) => number - 12)]),
    2.5,
    10,
    0.6,
  ),
  "music: strings with vibrato": () => (second) => {
    const { item, since } = turnOf(MELODY, 1.2, second);
    const swayed = second + 0.0006 * sine(5.5, second);
    return 0.3 * voiced(key(item), swayed, 14, 0.8) * Math.min(1, since / 0.15);
  },
  "a whistled melody": () => (second) => {
    const { item, since } = turnOf(MELODY, 0.5, second);
    return 0.5 * sine(key(item + 24), second + 0.0001 * sine(6, second)) * Math.min(1, since / 0.04);
  },
  applause: () => {
    const hands = [41, 42, 43, 44, 45].map((seed) =>
      bursts(14, 0.006, (noise) => resonance(1000 + 150 * (seed - 40), 900, noise), seed)(),
    );
    return (second) => 1.5 * hands.reduce((sum, hand) => sum + hand(second), 0);
  },
  breath: swelling(
    (noise) => resonance(1400, 2200, noise),
    (second) => 0.5 * Math.max(0, sine(0.3, second)) ** 2,
    17,
  ),
  wind: swelling(
    (noise) => resonance(350, 250, noise),
    (second) => 1.5 * (0.5 + 0.3 * sine(0.13, second) + 0.2 * sine(0.41, second)),
    18,
  ),
  "a keyboard": bursts(7, 0.004, (noise) => resonance(2600, 1500, noise), 19),
  rain: bursts(400, 0.002, same, 30),
  "the sea": swelling(
    (noise) => lowPass(1200, noise),
    (second) => 0.9 * (0.5 + 0.5 * sine(0.12, second)) ** 2,
    31,
  ),
  steps: beats(0.6, 0.03, (noise) => lowPass(300, noise), 32),
  "a clock": beats(0.5, 0.003, (noise) => resonance(3200, 800, noise), 33),
  birds: () => (second) => {
    const { since } = turnOf([0], 0.7, second);
    return since < 0.25
      ? 0.4 * Math.sin(TURN * (3200 * second + 900 * Math.sin(TURN * 14 * since))) * sine(2, since)
      : 0;
  },
  crickets: () => (second) => 0.3 * sine(4300, second) * Math.max(0, sine(28, second)) * (second % 0.9 < 0.5 ? 1 : 0),
  "knocks at a door": () => {
    const wood = resonance(180, 80, white(34));
    return (second) => 3 * wood() * (second % 3 < 1 ? fading(second % 0.25, 0.02) : 0);
  },
};

export const SOUND_KINDS: readonly string[] = Object.keys(KINDS);

/** Samples of one kind. Throws for an unknown kind. */
export function soundOf(kind: string, seconds: number): Int16Array {
  const sound = KINDS[kind]?.();
  if (!sound) throw new Error(`there is no sound "${kind}"`);
  return Int16Array.from({ length: Math.round(seconds * SAMPLE_RATE) }, (_, i) =>
    Math.max(-32_768, Math.min(32_767, Math.round(32_767 * sound(i / SAMPLE_RATE)))),
  );
}

/**
 * A text with numbers, money, times, abbreviations and invented words, and the spoken form of its tokens. Equal seeds
 * give equal texts.
 */

/**
 * `written`: the form of a transcript; `spoken`: the form for a synthetic voice; `pause`: from the punctuation after
 * it.
 */
export interface KnownToken {
  written: string;
  spoken: string;
}

/** Random numbers from 0 (inclusive) to 1, equal for equal seeds (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const of = (written: string, spoken: string): KnownToken => ({ written, spoken });

/** The phrases for each place of a sentence; "_" separates the tokens of a phrase. */
const PLACES: Readonly<Record<string, readonly KnownToken[][]>> = {
  person: [
    [of("Mr.", "mister"), of("Hargreaves", "hargreaves")],
    [of("Dr.", "doctor"), of("Okonkwo", "okonkwo")],
    [of("Mrs.", "missus"), of("Lindqvist", "lindqvist")],
    [of("Prof.", "professor"), of("Tanaka", "tanaka")],
    [of("St.", "saint"), of("Aldhelm", "aldhelm")],
    [of("she", "she")],
    [of("everybody", "everybody")],
    [of("Zoltan", "zoltan")],
    [of("Quenby", "quenby")],
  ],
  money: [
    [of("$1,900", "nineteen hundred dollars")],
    [of("$1,900", "one thousand nine hundred dollars")],
    [of("£3.50", "three pounds fifty")],
    [of("$12.99", "twelve dollars and ninety nine cents")],
    [of("€40", "forty euros")],
    [of("$5", "five"), of("million", "million dollars")],
    [of("$250", "two hundred and fifty dollars")],
  ],
  year: [
    [of("1610", "sixteen ten")],
    [of("1905", "nineteen oh five")],
    [of("1900", "nineteen hundred")],
    [of("2019", "twenty nineteen")],
    [of("2004", "two thousand and four")],
  ],
  time: [
    [of("7:30", "seven thirty"), of("p.m.", "pea em")],
    [of("9:05", "nine oh five")],
    [of("10:00", "ten o'clock")],
    [of("11:45", "eleven forty five"), of("a.m.", "ay em")],
  ],
  amount: [
    [of("12.5", "twelve point five")],
    [of("40%", "forty percent")],
    [of("1,900", "nineteen hundred")],
    [of("221", "two twenty one")],
    [of("3,482", "three thousand four hundred eighty two")],
    [of("0.25", "zero point two five")],
    [of("5km", "five kilometers")],
    [of("60", "sixty"), of("mph", "miles per hour")],
    [of("21st", "twenty first")],
  ],
  thing: [
    [of("U.S.", "you ess"), of("senate", "senate")],
    [of("Kubernetes", "kubernetes"), of("cluster", "cluster")],
    [of("PostgreSQL", "postgress queue ell"), of("server", "server")],
    [of("WHO", "double you h oh"), of("report", "report")],
    [of("NASA", "nassa"), of("engineers", "engineers")],
    [of("self-evident", "self evident"), of("answer", "answer")],
    [of("R&D", "are and dee"), of("budget", "budget")],
    [of("café", "cafe")],
    [of("O’Brien’s", "o'brien's"), of("garden", "garden")],
    [of("grommelix", "grommelix"), of("engine", "engine")],
    [of("vorbulating", "vorbulating"), of("machine", "machine")],
  ],
};

/**
 * Sentences: "/" separates the written from the spoken form ("don’t/don't"), `{place}` stands for a phrase of PLACES.
 */
const SENTENCES = [
  "In {year} {person} paid {money} for the {thing} near the river.",
  "At {time} the {thing} measured {amount} before anybody noticed.",
  "They’d/they'd never believed that {person} could run {amount} in one afternoon.",
  "The old house on the hill was sold for {money} , and nobody asked why.",
  "{person} said it wasn’t/wasn't the {thing} that failed but the weather.",
  "By {year} more than {amount} of the people had left the valley.",
  "We’ll/we'll meet at {time} in front of the {thing} as we always do.",
  "What the teacher showed the children that morning was a small wooden box.",
  "If you look closely , you can see {amount} written on the other side.",
  "After {time} it’s/it's too late to call {person} about the {thing} again.",
  "Some of these questions are harder than they look , and that is the point.",
  "The price rose from {money} to {money} between {year} and {year} .",
];

function sentence(template: string, next: () => number): KnownToken[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const tokens: KnownToken[] = [];
  for (const part of template.split(" ")) {
    const [, place, after = ""] = /^\{(\w+)\}(\W?)$/.exec(part) ?? [];
    const last = tokens.at(-1);
    if (place !== undefined) tokens.push(...pick(PLACES[place] ?? []).map((token) => ({ ...token })));
    else if (/^\W$/.test(part) && last) last.written += part;
    else {
      const [written = "", spoken] = part.split("/");
      tokens.push(of(written, spoken ?? written.replace(/\W$/, "")));
    }
    if (after !== "" && tokens.at(-1)) (tokens.at(-1) as KnownToken).written += after;
  }
  const first = tokens[0] as KnownToken;
  first.written = first.written.charAt(0).toUpperCase() + first.written.slice(1);
  return tokens;
}

/** Passages of a few sentences each, together at least `tokens` tokens. */
export function knownText(tokens: number, seed: number): KnownToken[][] {
  const next = seeded(seed);
  const passages: KnownToken[][] = [];
  for (let made = 0; made < tokens;) {
    const passage: KnownToken[] = [];
    while (passage.length < 32) passage.push(...sentence(SENTENCES[Math.floor(next() * SENTENCES.length)] ?? "", next));
    passages.push(passage);
    made += passage.length;
  }
  return passages;
}

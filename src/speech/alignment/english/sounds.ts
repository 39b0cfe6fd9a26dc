/** Pronunciations of English words that the dictionary lacks: phones of the CMU dictionary. Pure. */

const PHONES: ReadonlySet<string> = new Set(
  "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split(" "),
);

/** flite's additional phones. */
const FLITE_PHONES: Readonly<Record<string, string>> = {
  AX: "AH",
  AXR: "ER",
  IX: "IH",
  UX: "UW",
  EL: "AH L",
  EM: "AH M",
  EN: "AH N",
  NX: "N",
  DX: "T",
  HV: "HH",
};

/** Extracts phones from the output of flite's `t2p`: "pau k ax b er1 n iy1 t s pau". "" if it printed none. */
export function phonesOfFlite(printed: string): string {
  return printed
    .toUpperCase()
    .split(/\s+/)
    .map((phone) => phone.replace(/\d/g, ""))
    .flatMap((phone) => (FLITE_PHONES[phone] ?? phone).split(" "))
    .filter((phone) => PHONES.has(phone))
    .join(" ");
}

/** Spellings, the longest first, and their phones: an approximate reading for hosts without flite. "" is silent. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = (
  [
    ["tion", "SH AH N"],
    ["sion", "ZH AH N"],
    ["ture", "CH ER"],
    ["ough", "OW"],
    ["augh", "AO"],
    ["eigh", "EY"],
    ["igh", "AY"],
    ["tch", "CH"],
    ["dge", "JH"],
    ["sch", "SH"],
    ["ch", "CH"],
    ["sh", "SH"],
    ["th", "TH"],
    ["ph", "F"],
    ["ck", "K"],
    ["gh", "G"],
    ["kn(?=[aeiou])", "N"],
    ["wr", "R"],
    ["wh", "W"],
    ["qu", "K W"],
    ["ng$", "NG"],
    ["nk", "NG K"],
    ["ee|ea|ie", "IY"],
    ["oo|ou(?=p)|ew|ue$", "UW"],
    ["ou|ow(?=[nld])", "AW"],
    ["oa|ow|oe$", "OW"],
    ["ai|ay|ei|ey(?!$)", "EY"],
    ["oi|oy", "OY"],
    ["au|aw", "AO"],
    ["er|ir|ur|yr", "ER"],
    ["ar", "AA R"],
    ["or|ore", "AO R"],
    ["ey$|y$", "IY"],
    ["e$", ""],
    ["a(?=[^aeiouy]e)", "EY"],
    ["i(?=[^aeiouy]e)|y(?=[^aeiouy]e)", "AY"],
    ["o(?=[^aeiouy]e)|o$", "OW"],
    ["u(?=[^aeiouy]e)", "UW"],
    ["a$", "AH"],
    ["a", "AE"],
    ["e", "EH"],
    ["i$", "IY"],
    ["i|y(?=[^aeiouy])", "IH"],
    ["o", "AA"],
    ["u", "AH"],
    ["bb?", "B"],
    ["cc?(?=[eiy])", "S"],
    ["cc?", "K"],
    ["dd?", "D"],
    ["ff?", "F"],
    ["g(?=[eiy])", "JH"],
    ["gg?", "G"],
    ["h", "HH"],
    ["j", "JH"],
    ["kk?", "K"],
    ["ll?", "L"],
    ["mm?", "M"],
    ["nn?", "N"],
    ["pp?", "P"],
    ["q", "K"],
    ["rr?", "R"],
    ["ss?", "S"],
    ["tt?", "T"],
    ["vv?", "V"],
    ["w", "W"],
    ["x", "K S"],
    ["y", "Y"],
    ["zz?", "Z"],
  ] as const
).map(([spelling, sounds]) => [new RegExp(spelling, "y"), sounds]);

/** An approximate reading of a word by its letters. "" for a word without letters. */
export function phonesByLetters(word: string): string {
  const letters = word.toLowerCase().replace(/[^a-z]/g, "");
  const phones: string[] = [];
  for (let at = 0; at < letters.length;) {
    let taken = 1;
    for (const [spelling, sounds] of SPELLINGS) {
      spelling.lastIndex = at;
      const match = spelling.exec(letters);
      if (!match) continue;
      taken = match[0].length;
      if (sounds !== "") phones.push(sounds);
      break;
    }
    at += taken;
  }
  return phones.join(" ");
}

const UNVOICED = /\b(P|T|K|F|TH)$/;
const HISSING = /\b(S|Z|SH|ZH|CH|JH)$/;

/** What contractions add to the phones of a word. */
const ENDINGS: readonly (readonly [RegExp, (phones: string) => string])[] = [
  [/'s$|s'$/, (phones) => (HISSING.test(phones) ? "AH Z" : UNVOICED.test(phones) ? "S" : "Z")],
  [/n't$/, () => "AH N T"],
  [/'ll$/, () => "AH L"],
  [/'ve$/, () => "AH V"],
  [/'re$/, () => "ER"],
  [/'d$/, (phones) => (/\b(T|D)$/.test(phones) ? "AH D" : "D")],
  [/'m$/, () => "AH M"],
];

/** Splits a word that ends in a contraction: the stem, and what the ending adds to its phones. Null for other words. */
export function contraction(word: string): { stem: string; ending: (phones: string) => string } | null {
  for (const [pattern, ending] of ENDINGS) {
    const stem = word.replace(pattern, "");
    if (stem !== word && stem !== "") return { stem, ending };
  }
  return null;
}

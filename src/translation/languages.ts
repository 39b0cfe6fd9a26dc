/** Language codes: BCP 47, which people and Sister write, and ISO 639-3, which Apertium names its pairs by. Pure. */

const APERTIUM_CODES: Record<string, string> = {
  af: "afr",
  an: "arg",
  ar: "ara",
  ast: "ast",
  be: "bel",
  bg: "bul",
  br: "bre",
  ca: "cat",
  cs: "ces",
  cy: "cym",
  da: "dan",
  de: "deu",
  en: "eng",
  eo: "epo",
  es: "spa",
  eu: "eus",
  fr: "fra",
  gl: "glg",
  hi: "hin",
  id: "ind",
  is: "isl",
  it: "ita",
  kk: "kaz",
  mk: "mkd",
  mt: "mlt",
  ms: "zlm",
  nb: "nob",
  nl: "nld",
  nn: "nno",
  oc: "oci",
  pl: "pol",
  pt: "por",
  ro: "ron",
  ru: "rus",
  sc: "srd",
  sh: "hbs",
  sl: "slv",
  sr: "srp",
  sv: "swe",
  tr: "tur",
  tt: "tat",
  uk: "ukr",
  ur: "urd",
  zh: "zho",
};
const BY_APERTIUM_CODE = new Map(Object.entries(APERTIUM_CODES).map(([code, apertium]) => [apertium, code]));

/** "es" for "spa"; the code itself if it is not in the table. */
export function fromApertium(code: string): string {
  return BY_APERTIUM_CODE.get(code) ?? code;
}

/** "spa" for "es". */
export function toApertium(language: string): string {
  const base = language.split("-")[0] ?? language;
  return APERTIUM_CODES[base] ?? base;
}

/** Whether two codes name one language, whatever their regions: "es" and "es-419". */
export function isSameLanguage(a: string, b: string): boolean {
  return toApertium(a) === toApertium(b);
}

/** "Spanish (es)", for messages. */
export function nameLanguage(language: string): string {
  try {
    const name = new Intl.DisplayNames(["en"], { type: "language" }).of(language);
    return name && name !== language ? `${name} (${language})` : language;
  } catch {
    return language;
  }
}

/** The language codes of video containers. */

/**
 * ISO 639-1 to ISO 639-2, in its bibliographic form if there are two, which is the form of Matroska's `Language`
 * element.
 * Source: the code list of the ISO 639-2 registration authority.
 */
const THREE_LETTERS: ReadonlyMap<string, string> = new Map(
  (
    "af:afr am:amh an:arg ar:ara as:asm az:aze be:bel bg:bul bn:ben br:bre bs:bos ca:cat co:cos cs:cze cy:wel da:dan de:ger " +
    "el:gre en:eng eo:epo es:spa et:est eu:baq fa:per fi:fin fo:fao fr:fre ga:gle gd:gla gl:glg gu:guj ha:hau he:heb hi:hin " +
    "hr:hrv ht:hat hu:hun hy:arm id:ind is:ice it:ita ja:jpn jv:jav ka:geo kk:kaz km:khm kn:kan ko:kor ku:kur ky:kir la:lat " +
    "lb:ltz lo:lao lt:lit lv:lav mg:mlg mi:mao mk:mac ml:mal mn:mon mr:mar ms:may mt:mlt my:bur nb:nob ne:nep nl:dut nn:nno " +
    "no:nor oc:oci pa:pan pl:pol ps:pus pt:por ro:rum ru:rus sc:srd sd:snd se:sme si:sin sk:slo sl:slv so:som sq:alb sr:srp " +
    "su:sun sv:swe sw:swa ta:tam te:tel tg:tgk th:tha tk:tuk tl:tgl tr:tur tt:tat ug:uig uk:ukr ur:urd uz:uzb vi:vie yi:yid " +
    "yo:yor zh:chi zu:zul sh:hbs"
  )
    .split(" ")
    .map((pair) => pair.split(":") as [string, string]),
);

/** The terminological form of ISO 639-2, common in MP4 files, to the bibliographic form, for languages with both. */
const BIBLIOGRAPHIC: ReadonlyMap<string, string> = new Map(
  (
    "sqi:alb hye:arm eus:baq mya:bur zho:chi ces:cze nld:dut fra:fre kat:geo deu:ger ell:gre isl:ice mkd:mac mri:mao msa:may " +
    "fas:per ron:rum slk:slo bod:tib cym:wel"
  )
    .split(" ")
    .map((pair) => pair.split(":") as [string, string]),
);

/**
 * Whether two codes of any form mean the same language, ignoring region and script. Undetermined ("und") equals
 * nothing.
 *
 * @example
 * isSameLanguage("de-AT", "deu"); // true
 */
export function isSameLanguage(one: string, other: string): boolean {
  const [a, b] = [one, other].map((code) => {
    const tag = containerLanguage(code);
    return BIBLIOGRAPHIC.get(tag) ?? tag;
  });
  return a === b && a !== "und";
}

/**
 * The tag of a subtitle track: `"spa"` for `"es"` and `"es-MX"`. Codes of three letters stay; anything else becomes
 * `"und"`.
 *
 * @example
 * containerLanguage("pt-BR"); // "por"
 */
export function containerLanguage(language: string): string {
  const primary = language.toLowerCase().split(/[-_]/)[0] ?? "";
  if (/^[a-z]{3}$/.test(primary)) return primary;
  return THREE_LETTERS.get(primary) ?? "und";
}

/** The English name for a player's menu: `"Spanish"` for `"es"`. A code without a name stays itself. */
export function languageName(language: string): string {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}

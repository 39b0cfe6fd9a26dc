/**
 * The rule for text from outside: from an editor, an engine, a script, a file, or the name of an upload. Pure.
 *
 * Text is data: letters stay as they were typed, and nothing in a text is an instruction to the program that shows it.
 * Characters that no reader sees, but that a terminal, a file format or the order of letters obeys, are removed.
 */

/** Every character that ends a line somewhere: CR LF, CR, LF, VT, FF, NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR. */
const LINE_ENDS = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/u;

/**
 * Characters that are removed: control characters of C0 and C1; marks that change the direction of letters
 * (`Bidi_Control`); the byte order mark; deprecated and annotation format characters; noncharacters; unpaired surrogates.
 *
 * ZWJ, ZWNJ, ZWSP and WORD JOINER stay although they have no width: they shape Persian, Indic and Thai words and emoji.
 * Private and unassigned letters stay too: the Unicode version of this program may be older than the text.
 */
const INVISIBLE = /[\p{Cc}\p{Bidi_Control}\p{Cs}\p{Noncharacter_Code_Point}\ufeff\u206a-\u206f\ufff9-\ufffb]/gu;

/** Tag characters can spell an invisible text. Their only use is in flags, such as those of Scotland and Texas. */
const TAGS = /(\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f})|[\u{e0000}-\u{e007f}]/gu;

/** A character that a reader sees. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}]/u;

/** Texts that the rule does not change, found by one match: almost all texts are such. */
const IS_PLAIN =
  /^(?:[^\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]| (?=[^\s]))*$/u;

/**
 * The text of a cue as it is kept: lines of visible text joined by "\n", without empty lines and without space at the
 * ends of lines. `""` if nothing is visible. Applied to its own result it changes nothing.
 *
 * @example
 * cueText("Hola\r\n\r\nMundo\u202e"); // "Hola\nMundo"
 * cueText("C:\\Nuevo <b> {x} --> y"); // unchanged
 */
export function cueText(text: string): string {
  if (text !== "" && IS_PLAIN.test(text) && !text.startsWith(" ") && VISIBLE.test(text)) return text;
  return text
    .split(LINE_ENDS)
    .map(visibleLine)
    .filter((line) => line !== "")
    .join("\n");
}

/**
 * A word, a name or another text of one line: `cueText` with a space in place of each line break.
 *
 * @example
 * lineText("talk\u001b[31m\n.mp4"); // "talk[31m .mp4"
 */
export function lineText(text: string): string {
  return cueText(text).replaceAll("\n", " ");
}

/**
 * A text for a terminal: lines and spaces are kept, everything that a terminal obeys is removed.
 *
 * @example
 * printable("talk\u001b[31m.mp4\n  x"); // "talk[31m.mp4\n  x"
 */
export function printable(text: string): string {
  return text.split("\n").map(withoutInvisible).join("\n");
}

/**
 * A value as one line of JSON that is safe for a terminal: invisible characters are escaped, and nothing is lost.
 *
 * @example
 * jsonLine({ file: "a\u202eb.mp4" }); // characters 11 to 16 of the line are \u202e
 */
export function jsonLine(value: unknown): string {
  // An escape has four digits, so both halves of a surrogate pair are escaped.
  const escaped = (text: string): string =>
    Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");
  return JSON.stringify(value).replace(INVISIBLE, escaped);
}

function visibleLine(line: string): string {
  const kept = withoutInvisible(line.replaceAll("\t", " ")).trim();
  return VISIBLE.test(kept) ? kept : "";
}

function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, "").replace(TAGS, "$1");
}

/**
 * The rule for text that comes in, wherever it comes from: an editor, an engine, a script, a file, the name of an upload. Pure.
 *
 * Text is data: letters stay as they were typed, and nothing in a text is an instruction to whoever shows it. What no reader sees but a terminal, a
 * file format or the order of letters obeys is taken out.
 */

/** Every sign that ends a line somewhere: CR LF, CR, LF, VT, FF, NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR. */
const LINE_ENDS = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/u;

/**
 * What is taken out: control characters of C0 and C1; marks that turn the direction of letters (`Bidi_Control`); the byte order mark; deprecated and
 * annotation format characters; noncharacters; halves of characters.
 *
 * What stays, though it has no width: ZWJ, ZWNJ, ZWSP and WORD JOINER, which shape Persian, Indic and Thai words and emoji. Private and unassigned
 * letters stay too: this program's Unicode may be older than the text.
 */
const INVISIBLE = /[\p{Cc}\p{Bidi_Control}\p{Cs}\p{Noncharacter_Code_Point}\ufeff\u206a-\u206f\ufff9-\ufffb]/gu;

/** Tag characters write an invisible text of their own. Only flags (of Scotland, of Texas) are made of them. */
const TAGS = /(\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f})|[\u{e0000}-\u{e007f}]/gu;

/** Whether a text has a sign that a reader sees. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}]/u;

/** Texts that the rule leaves as they are, told in a single look: almost all are. */
const IS_PLAIN =
  /^(?:[^\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]| (?=[^\s]))*$/u;

/**
 * The text of a cue as it is kept: lines of visible text, joined by "\n", without empty ones, without space at their ends. `""` where nothing is to
 * be seen. Applied to its own result it changes nothing.
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
 * A word, a name or another text of one line: as `cueText`, with a space in place of each line's end.
 *
 * @example
 * lineText("talk\u001b[31m\n.mp4"); // "talk[31m .mp4"
 */
export function lineText(text: string): string {
  return cueText(text).replaceAll("\n", " ");
}

/**
 * A text for a terminal: its lines and spaces as they are, without anything that a terminal obeys.
 *
 * @example
 * printable("talk\u001b[31m.mp4\n  x"); // "talk[31m.mp4\n  x"
 */
export function printable(text: string): string {
  return text.split("\n").map(withoutInvisible).join("\n");
}

/**
 * A value as one line of JSON that a terminal may be shown: what is not to be seen is written as an escape, and nothing is lost.
 *
 * @example
 * jsonLine({ file: "a\u202eb.mp4" }); // a line whose 11th to 16th signs are \u202e
 */
export function jsonLine(value: unknown): string {
  // One half of a pair after the other: an escape has four digits.
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

/** Checks the subtitles that an editor sends, cue by cue, so that the event loop can turn in between. */
import { setImmediate as turn } from "node:timers/promises";
import { plainCue, type SubtitleCue } from "../../store/jobs/subtitles.js";
import { wholeMs } from "../../subtitles/shown-cues.js";
import { CUES_MOST } from "../bounds/body-limits.js";
import { describeIssue, requireKnown } from "../bounds/known-fields.js";
import { Problem } from "../http/problem.js";
import { CUE_ORDER, EditedCue, LanguageCode } from "../document/schemas.js";
import { jsonPieces, UnreadableJson } from "./json-pieces.js";

/** How long it works between two turns of the event loop, in milliseconds. */
const STRETCH_MS = 10;
/** The largest cue, 2,000 letters and 500 words with every letter escaped, is smaller. */
const LIMITS = { array: "cues", elementBytes: 256 * 1024, memberBytes: 200, depth: 3 };

/** Subtitles that can be saved. Each cue is its own JSON text, so that the whole is never written or parsed at once. */
export interface EditedSubtitles {
  language: string;
  /** The JSON of each cue, with only the fields of the schema. */
  cues: string[];
}

const refuse = (why: string): Problem => new Problem(422, `the subtitles are not valid: ${why}`);

/** Reads a body. Throws a Problem with status 422 that names the wrong cue and the reason. */
export async function readSubtitles(body: Uint8Array): Promise<EditedSubtitles> {
  const cues: string[] = [];
  let language: string | null = null;
  let hasCues = false;
  let before = 0;
  let rested = performance.now();
  try {
    for (const piece of jsonPieces(body, LIMITS)) {
      if ("element" in piece) {
        const { start, text } = readCue(piece.element, cues.length, before);
        before = start;
        if (cues.push(text) > CUES_MOST) throw refuse(`there are more than ${CUES_MOST} cues`);
      } else if (piece.name === "language") language = readLanguage(piece.value);
      else if (piece.name === "cues") hasCues = true;
      else requireKnown([piece.name], ["language", "cues"], "the body");
      if (performance.now() - rested > STRETCH_MS) {
        await turn();
        rested = performance.now();
      }
    }
  } catch (error) {
    throw error instanceof UnreadableJson ? refuse(error.message) : error;
  }
  if (language === null) throw refuse("language: this field is missing");
  if (!hasCues) throw refuse("cues: this field is missing");
  return { language, cues };
}

function readLanguage(value: unknown): string {
  const parsed = LanguageCode.safeParse(value);
  if (!parsed.success) throw refuse("language: give a code, such as en");
  return parsed.data;
}

function readCue(value: unknown, at: number, before: number): { start: number; text: string } {
  const parsed = EditedCue.safeParse(value);
  if (!parsed.success)
    throw refuse(describeIssue(parsed.error, EditedCue, `cues.${at}`).replace(/^(?!cues\.)/, `cues.${at}.`));
  const { start, end } = parsed.data;
  if (wholeMs(start) >= wholeMs(end) || start < before) throw refuse(`cues.${at}: ${CUE_ORDER}`);
  return { start, text: JSON.stringify(plainCue(parsed.data as SubtitleCue)) };
}

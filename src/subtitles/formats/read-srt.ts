/** Reads SubRip. Pure. */
import { cueText } from "../text/plain-text.js";

/** A cue of a file, in seconds. */
export interface ReadCue {
  start: number;
  end: number;
  /** Text by the rule for text; never empty. */
  text: string;
}

const TIMES = /^\s*(\d+):(\d+):(\d+)[,.](\d{1,3})\s*-->\s*(\d+):(\d+):(\d+)[,.](\d{1,3})/;

/** The cues with text of an .srt file. null if the file has text but no cue: then it is not SubRip. */
export function readSrt(file: string): ReadCue[] | null {
  const lines = file.split(/\r\n|\r|\n/);
  const begins = lines.flatMap((line, at) => (TIMES.test(line) ? [at] : []));
  if (begins.length === 0) return cueText(file) === "" ? [] : null;
  return begins.flatMap((at, i) => {
    const [start, end] = timesOf(lines[at] ?? "");
    const next = begins[i + 1];
    const own = lines.slice(at + 1, next);
    // The number above the times of the next cue is not text of this cue.
    if (next !== undefined && /^\s*\d+\s*$/.test(own.at(-1) ?? "")) own.pop();
    const text = cueText(own.join("\n"));
    return text === "" ? [] : [{ start, end, text }];
  });
}

function timesOf(line: string): [start: number, end: number] {
  const [, ...parts] = TIMES.exec(line) ?? [];
  const seconds = ([hours = "", minutes = "", whole = "", rest = ""]: string[]): number =>
    Number(hours) * 3600 + Number(minutes) * 60 + Number(`${whole}.${rest.padStart(3, "0")}`);
  return [seconds(parts.slice(0, 4)), seconds(parts.slice(4))];
}

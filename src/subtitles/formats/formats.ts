/**
 * The table of subtitle formats. The command line writes them, the API serves them, and the OpenAPI document names
 * them from here: a new format is one file beside this one and one line below (docs/developing/where-to-change.md).
 */
import { ASS } from "./ass.js";
import type { SubtitleFormat } from "./format.js";
import { SUBRIP } from "./srt.js";
import { CSV, PLAIN_TEXT } from "./tables.js";
import { TTML } from "./ttml.js";
import { WEBVTT } from "./vtt.js";

/** All formats, in the order in which people are told of them. */
export const SUBTITLE_FORMATS: readonly SubtitleFormat[] = [SUBRIP, WEBVTT, ASS, TTML, PLAIN_TEXT, CSV];

/** The format with an id; undefined if there is none. */
export function findFormat(id: string): SubtitleFormat | undefined {
  return SUBTITLE_FORMATS.find((format) => format.id === id);
}

/** The formats that a job writes for every language. */
export function formatsWrittenByDefault(): SubtitleFormat[] {
  return SUBTITLE_FORMATS.filter(({ isWrittenByDefault }) => isWrittenByDefault);
}

/**
 * The table of subtitle formats. The command line writes them, the API serves them, and the OpenAPI document names
 * them from here: a new format is one file beside this one and one line below (docs/developing/where-to-change.md).
 */
import type { SubtitleFormat } from "./format.js";
import { SUBRIP } from "./srt.js";
import { WEBVTT } from "./vtt.js";

/** All formats, in the order in which people are told of them. */
export const SUBTITLE_FORMATS: readonly SubtitleFormat[] = [SUBRIP, WEBVTT];

/** The format with an id; undefined if there is none. */
export function findFormat(id: string): SubtitleFormat | undefined {
  return SUBTITLE_FORMATS.find((format) => format.id === id);
}

/** The formats that a job writes for every language. */
export function formatsWrittenByDefault(): SubtitleFormat[] {
  return SUBTITLE_FORMATS.filter(({ isWrittenByDefault }) => isWrittenByDefault);
}

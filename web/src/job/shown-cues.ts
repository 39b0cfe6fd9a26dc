/**
 * The cues over the video of a job: recognized texts while it runs, then its subtitles, and the editor's version of
 * them.
 */
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Job, Subtitles } from "../api/client.js";
import { shownSubtitlesQuery } from "../api/job-query.js";
import type { ShownCue } from "../player/shown-cue.js";

type CuesByLanguage = Readonly<Record<string, readonly ShownCue[]>>;

/** The cues of a language as the editor has them. */
export type EditedCues = (language: string) => readonly ShownCue[];

/**
 * @param heard as it comes, in the language of the speech
 * @param edited what the editor has, once it is open; it goes before what the server has
 */
export function useShownCues(job: Job, heard: readonly ShownCue[], edited: EditedCues | null): CuesByLanguage {
  const { id, source, targets, status } = job;
  const isWritten = status === "completed" || (status === "failed" && job.segments.total > 0);
  const key = [source, ...targets].join(" ");
  const languages = useMemo(() => key.split(" "), [key]);
  const read = useQueries({
    queries: languages.map((language) => ({
      ...shownSubtitlesQuery(id, language),
      enabled: isWritten && edited === null,
    })),
    combine: dataOf,
  });
  return useMemo(
    () => cuesOf({ languages, heard, edited: isWritten ? edited : null, read: isWritten ? read : [] }),
    [languages, heard, edited, read, isWritten],
  );
}

const dataOf = (results: readonly { data: Subtitles | undefined }[]): (Subtitles | undefined)[] =>
  results.map(({ data }) => data);

interface Sources {
  languages: readonly string[];
  heard: readonly ShownCue[];
  edited: EditedCues | null;
  /** By the index of the language. */
  read: readonly (Subtitles | undefined)[];
}

/** The newest cues of each language. The first language is that of the speech. */
function cuesOf({ languages, heard, edited, read }: Sources): CuesByLanguage {
  return Object.fromEntries(
    languages.map((language, place): [string, readonly ShownCue[]] => [
      language,
      edited?.(language) ?? read[place]?.cues ?? (place === 0 ? heard : []),
    ]),
  );
}

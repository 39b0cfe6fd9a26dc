/** The source of a job's video: the local file if there is one, else the server's copy, else the uploaded file. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Job } from "../../api/client.js";
import { ApiProblem } from "../../api/problem.js";
import { previewQuery } from "../../api/job-query.js";
import type { Playback } from "../../player/playback.js";
import { isPlayable } from "./playable-file.js";

/** A file that was chosen in this page. */
export interface LocalVideo {
  url: string;
  /** The last playback position, in seconds. */
  time: number;
}

export type VideoSource =
  | { src: string; state: "plays" }
  | { src: null; state: "looking" | "unplayable" }
  | { src: null; state: "making"; progress: number };

export function useVideoSource(
  job: Pick<Job, "id" | "filename">,
  local: LocalVideo | undefined,
  playback: Playback,
): VideoSource {
  const { id, filename } = job;
  /** Sources that this browser failed to play. */
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const own = local && isPlayable(filename) && !refused.has(local.url) ? local.url : null;
  const preview = useQuery({ ...previewQuery(id), enabled: own === null });

  const [previewUrl, originalUrl] = [`/api/jobs/${id}/preview`, `/outputs/${id}/original`];
  const hasNoPreview = preview.error instanceof ApiProblem && [404, 422].includes(preview.error.status);
  const served = preview.data?.state === "ready" && !refused.has(previewUrl) ? previewUrl : null;
  const original = (hasNoPreview || refused.has(previewUrl)) && !refused.has(originalUrl) ? originalUrl : null;
  const src = own ?? served ?? original;

  useEffect(() => {
    if (src === null) return undefined;
    return playback.state.subscribe(() => {
      const { failed, soundless } = playback.state.get();
      // A video without its sound is better than none.
      const isRefused = failed || (soundless && src === own);
      if (isRefused) setRefused((before) => (before.has(src) ? before : new Set([...before, src])));
    });
  }, [playback, src, own]);

  if (src !== null) return { src, state: "plays" };
  if (preview.data?.state === "making") return { src: null, state: "making", progress: preview.data.progress };
  return { src: null, state: refused.has(originalUrl) ? "unplayable" : "looking" };
}

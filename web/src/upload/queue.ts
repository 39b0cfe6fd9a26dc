/** The queue of uploads. Pure. */

/**
 * `unfinished`: left by a closed page, without its file; `waiting`: in the queue; `away`: the server does not answer,
 * it resumes by itself; `making`: everything is sent, the server checks the video; `stopped`: a person must act.
 */
export type UploadStage = "unfinished" | "waiting" | "sending" | "away" | "paused" | "making" | "stopped";

/** Concurrent uploads: a second one uses the connection while the first one waits for an answer. */
export const PARALLEL = 2;

const isTaken = (stage: UploadStage): boolean => stage === "sending" || stage === "away" || stage === "making";

/** Whether leaving the page would interrupt it. */
export const isUnderway = (stage: UploadStage): boolean => isTaken(stage) || stage === "waiting";

/**
 * The ids of uploads that may begin now, in the order in which they were added.
 *
 * @example
 * nextUploads([{ id: "a", stage: "sending" }, { id: "b", stage: "waiting" }, { id: "c", stage: "waiting" }]); // ["b"]
 */
export function nextUploads(
  uploads: readonly { id: string; stage: UploadStage }[],
  parallel: number = PARALLEL,
): string[] {
  const taken = uploads.filter(({ stage }) => isTaken(stage)).length;
  return uploads
    .filter(({ stage }) => stage === "waiting")
    .slice(0, Math.max(0, parallel - taken))
    .map(({ id }) => id);
}

/** Which uploads go on next. Pure. */

/**
 * `unfinished`: left by a page that was closed, its file is not here; `waiting`: for its turn; `away`: the server does not answer, it goes on by
 * itself; `making`: all is sent, the server looks at the video; `stopped`: a person must do something.
 */
export type UploadStage = "unfinished" | "waiting" | "sending" | "away" | "paused" | "making" | "stopped";

/** Uploads at once: a second one fills the line while the first one waits for an answer. */
export const PARALLEL = 2;

const isTaken = (stage: UploadStage): boolean => stage === "sending" || stage === "away" || stage === "making";

/** Whether leaving the page would interrupt it. */
export const isUnderway = (stage: UploadStage): boolean => isTaken(stage) || stage === "waiting";

/**
 * The ids that may begin now, in the order in which they were added.
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

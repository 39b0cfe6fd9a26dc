/** One job of a command, from its video to a person's files. */
import type { SubtitleDocument } from "../subtitles/document.js";
import type { JobRunner, RunOptions } from "./job-runner.js";
import type { JobReport, PreparedJob } from "./job.js";
import { writeOutputs } from "./write-outputs.js";

/** What a person gets to know of a job. */
export interface JobSummary
  extends JobReport, Pick<SubtitleDocument, "audio" | "engine" | "language" | "translators" | "warnings"> {
  files: string[];
  /** Seconds of video. */
  duration: number;
  cues: number;
}

/** Whether everything was done: exit status 0. */
export function isComplete({ segments, untranslated }: Pick<JobReport, "segments" | "untranslated">): boolean {
  return segments.failed === 0 && untranslated === 0;
}

/**
 * Makes the subtitles of a prepared job and writes its files. `wallSeconds` of the summary includes the writing.
 *
 * @example
 * const summary = await subtitleFiles(await prepareJob(job), runner, { onEvent });
 */
export async function subtitleFiles(
  prepared: PreparedJob,
  runner: Pick<JobRunner, "run" | "burn">,
  options: RunOptions,
): Promise<JobSummary> {
  const begin = performance.now();
  const { job } = prepared;
  const result = await runner.run(prepared, options);
  const wish = job.outputs;
  const written = wish ? await writeOutputs(job.file, result, wish, { ...options, burn: runner.burn }) : null;
  const { duration, cues, audio, engine, language, translators, warnings } = written?.document ?? result.document;
  return {
    files: written?.files ?? [],
    duration,
    cues: cues.length,
    audio,
    engine,
    language,
    translators,
    warnings,
    ...result.report,
    wallSeconds: (performance.now() - begin) / 1000,
  };
}

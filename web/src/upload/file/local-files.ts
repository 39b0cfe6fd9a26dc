/** Files of this page's person, by the upload and by the job made of it: the player shows them before the server has them. */

export interface LocalFile {
  file: File;
  /** For `<video src>`. It holds as long as the page is open. */
  url: string;
  /** Where the player was when its screen was left, in seconds: the next one goes on there. */
  time: number;
  /** It was playing then. */
  isPlaying: boolean;
}

const files = new Map<string, LocalFile>();

/**
 * The file of an upload or of a job, if it was chosen in this page.
 *
 * @example
 * const src = localFile(job.id)?.url ?? `/api/jobs/${job.id}/preview`;
 */
export const localFile = (jobOrUpload: string): LocalFile | undefined => files.get(jobOrUpload);

export function keepLocalFile(upload: string, file: File): LocalFile {
  const kept = files.get(upload);
  if (kept?.file === file) return kept;
  dropLocalFile(upload);
  const made: LocalFile = { file, url: URL.createObjectURL(file), time: 0, isPlaying: false };
  files.set(upload, made);
  return made;
}

/** The job of an upload plays its file. */
export function shareLocalFile(upload: string, job: string): void {
  const file = files.get(upload);
  if (file) files.set(job, file);
}

/** Gives the file of an upload or a job back, if nothing else shows it. */
export function dropLocalFile(jobOrUpload: string): void {
  const file = files.get(jobOrUpload);
  files.delete(jobOrUpload);
  if (file && ![...files.values()].includes(file)) URL.revokeObjectURL(file.url);
}

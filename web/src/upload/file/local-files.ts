/** Local files by upload and by job: the player shows them before the server has them. */

export interface LocalFile {
  file: File;
  /** For `<video src>`. It is valid as long as the page is open. */
  url: string;
  /** The last playback position, in seconds: the next player continues there. */
  time: number;
  /** Whether it was playing. */
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

/** Makes the file of an upload that of its job, too. */
export function shareLocalFile(upload: string, job: string): void {
  const file = files.get(upload);
  if (file) files.set(job, file);
}

/** Releases the file of an upload or a job, if nothing else shows it. */
export function dropLocalFile(jobOrUpload: string): void {
  const file = files.get(jobOrUpload);
  files.delete(jobOrUpload);
  if (file && ![...files.values()].includes(file)) URL.revokeObjectURL(file.url);
}

/** Finds the reason in mpirun's pages of messages, and puts it in one line. Pure. */

/** The advice for a person who ran a command; a supervisor resumes by itself. */
const ADVICE = "finished segments are kept: run the same command again to go on";

/**
 * The reason for which a group ended, in one line with what to do.
 *
 * @param complaints lines of mpirun's standard error, in order
 * @param code mpirun's exit status
 * @param signal the signal that ended mpirun itself
 * @param silent the reason for which Sister ended it; null if it did not
 * @param advice what became of the work, and what to do
 */
export function explainMpirun(
  complaints: readonly string[],
  code: number | null,
  signal: string | null,
  silent: string | null = null,
  advice: string = ADVICE,
): string {
  const text = complaints.join("\n");
  if (silent !== null) return `${silent}, and was ended: a rank or mpirun hangs; ${advice}`;
  if (signal !== null) return `the process group was ended by ${signal}; ${advice}`;
  const killed = /process rank (\d+) with PID \d+ on node (\S+) exited on signal (\d+)/.exec(text);
  if (killed) return `rank ${killed[1]} on ${killed[2]} was killed (signal ${killed[3]}); ${advice}`;
  const exited = /Process name: \[\[\d+,\d+\],(\d+)\]\s*\n\s*Exit code:\s*(\d+)/.exec(text);
  if (exited) return `rank ${exited[1]} ended with status ${exited[2]}${stackOf(complaints)}; ${advice}`;
  const aborted = /MPI_ABORT was invoked on rank (\d+)/.exec(text);
  if (aborted) return `rank ${aborted[1]} gave up${stackOf(complaints)}; ${advice}`;
  if (/not enough slots/i.test(text))
    return "the hostfile has too few slots for the ranks that were asked for: raise slots= there or ask for fewer ranks";
  const unreachable = /ssh: (?:connect to host|Could not resolve hostname) (\S+)/.exec(text);
  if (unreachable)
    return `the host ${unreachable[1]?.replace(/:$/, "")} does not answer ssh: start it, or take it out of the hostfile; ${advice}`;
  const denied = /(\S+): Permission denied \(/.exec(text);
  if (denied)
    return `${denied[1]} refuses ssh: set up a key without a password for it (ssh-copy-id), then run sister doctor --hostfile`;
  const lost = /daemon.*(?:on|to) (?:node|host|remote daemon)?:?\s*(\S+)/i.exec(text);
  if (code === 255 || code === 205 || code === 141) {
    return `a host of the process group is gone${lost?.[1] ? ` (mpirun names ${lost[1]})` : ""}: check the hosts with sister doctor --hostfile; ${advice}`;
  }
  const first = complaints.find((line) => line.trim() !== "" && !/^-+$/.test(line.trim()));
  return `the process group ended with status ${code}${first ? ` (${first.trim()})` : ""}; ${advice}`;
}

/** The line of an error that a rank printed before it ended, if there is one. */
function stackOf(complaints: readonly string[]): string {
  const line = complaints.find((complaint) => /^\S*Error: /.test(complaint.trim()));
  return line ? ` (${line.trim()})` : "";
}

/** Messages as lines on pipes: JSON after a mark, which tells them from anything else that a library prints there. */
import type { Heartbeat } from "./messages.js";

const MARK = "\u001esister ";

export function formatLine(message: object): string {
  return `${MARK}${JSON.stringify(message)}\n`;
}

/** The message of a line; null if it has none. */
export function parseLine<Message>(line: string): Message | null {
  const at = line.indexOf(MARK);
  if (at < 0) return null;
  try {
    return JSON.parse(line.slice(at + MARK.length)) as Message;
  } catch {
    return null;
  }
}

/** The text of a line before its message. */
export function textOf(line: string): string {
  const at = line.indexOf(MARK);
  return at < 0 ? line : line.slice(0, at);
}

/** Writes a message of rank 0. Resolves when it has left this process, so that an exit right after it loses nothing. */
export function sendLine(message: object): Promise<void> {
  return new Promise((resolve) => process.stdout.write(formatLine(message), () => resolve()));
}

/** Milliseconds between two heartbeats of a rank. */
const HEARTBEAT_MS = 1000;

/**
 * Writes a heartbeat every second from now on: a rank that is stopped ends no pipe and closes no socket.
 *
 * Heartbeats go to standard error. mpirun forwards output in pieces of at most 4 KiB and mixes those of several ranks,
 * also within a line. So standard output belongs to rank 0 alone, whose messages may be megabytes long.
 */
export function startHeartbeat(rank: number): void {
  const heartbeat: Heartbeat = { type: "alive", rank };
  setInterval(() => process.stderr.write(formatLine(heartbeat)), HEARTBEAT_MS).unref();
}

/** JSON objects as lines on pipes, told from whatever else a library prints there. */

const MARK = "\u001esister ";

export function formatLine(message: object): string {
  return `${MARK}${JSON.stringify(message)}\n`;
}

/** The message of a line; null where the line is none of ours. */
export function parseLine<Message>(line: string): Message | null {
  const at = line.indexOf(MARK);
  if (at < 0) return null;
  try {
    return JSON.parse(line.slice(at + MARK.length)) as Message;
  } catch {
    return null;
  }
}

/** Writes a message; resolves when it has left, so that an exit right after loses nothing. */
export function say(message: object): Promise<void> {
  return new Promise((resolve) => process.stdout.write(formatLine(message), () => resolve()));
}

/** How often every rank says that it lives, in milliseconds. */
const HEARTBEAT = 1000;

/** Says from now on that this rank lives: a rank that is stopped ends no pipe and closes no socket. mpirun forwards what each rank writes. */
export function sayAlive(rank: number): void {
  setInterval(() => void say({ type: "alive", rank }), HEARTBEAT).unref();
}

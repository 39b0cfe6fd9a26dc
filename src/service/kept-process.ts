/** A child process that is started again when it ends. */
import { spawn, type ChildProcess } from "node:child_process";

export interface KeptProcess {
  /** Its process id; undefined while there is none. */
  readonly pid: number | undefined;
  /** Ends it in order, and by force when that takes over 10 s. */
  stop(): Promise<void>;
}

const RETRY = { first: 500, most: 30_000 };
/** One that lived so long did not fail at its start. */
const LIVED_MS = 10_000;
const ORDERLY_MS = 10_000;

/** @param onEnd told with which status it ended, when nobody asked it to */
export function keepProcess(
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  onEnd: (how: string) => void,
): KeptProcess {
  let child: ChildProcess | null = null;
  let retry = RETRY.first;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let gone: () => void = () => undefined;

  const start = (): void => {
    timer = null;
    const begun = performance.now();
    const [program, ...args] = command;
    // Its logs are ours.
    const made = spawn(program, args, { env, stdio: ["ignore", "inherit", "inherit"] });
    child = made;
    let over = false;
    const ended = (how: string): void => {
      if (over) return;
      over = true;
      child = null;
      gone();
      if (stopped) return;
      onEnd(how);
      if (performance.now() - begun > LIVED_MS) retry = RETRY.first;
      timer = setTimeout(start, retry);
      retry = Math.min(RETRY.most, retry * 2);
    };
    made.once("error", (error) => ended(error.message));
    made.once("exit", (code, signal) => ended(signal ?? `status ${code}`));
  };
  start();
  return {
    get pid() {
      return child?.pid;
    },
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      const last = child;
      if (!last) return;
      const end = new Promise<void>((resolve) => (gone = resolve));
      last.kill("SIGTERM");
      const force = setTimeout(() => last.kill("SIGKILL"), ORDERLY_MS);
      await end;
      clearTimeout(force);
    },
  };
}

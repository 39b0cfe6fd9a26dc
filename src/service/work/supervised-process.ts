/** A child process that is restarted when it ends. */
import { UNBOUNDED } from "../../children/bounds.js";
import { startChild, type Child } from "../../children/child.js";

export interface SupervisedProcess {
  /** Its process id. Undefined while it does not run. */
  readonly pid: number | undefined;
  /** Ends it with SIGTERM, and with SIGKILL after 10 s. */
  stop(): Promise<void>;
}

/** Pause before a restart, in milliseconds. It doubles with each. */
const RETRY = { first: 500, most: 30_000 };
/** A process that ran for this long did not fail at its start: the pause is short again. */
const LIVED_MS = 10_000;
const ORDERLY_MS = 10_000;

/**
 * Runs another process of Sister.
 *
 * @param onEnd called with its status when it ended without `stop`
 */
export function superviseProcess(
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  onEnd: (how: string) => void,
): SupervisedProcess {
  let child: Child | null = null;
  let retry = RETRY.first;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const start = (): void => {
    timer = null;
    const begun = performance.now();
    const [program, ...args] = command;
    const made = startChild(program, args, {
      kind: "sister",
      what: "the supervisor",
      bounds: UNBOUNDED,
      withDescendants: false,
      env,
      // It logs to the same stream, and Ctrl-C ends both.
      stdio: ["ignore", "inherit", "inherit"],
      ownGroup: false,
    });
    child = made;
    void made.ended.then(({ code, signal, failure }) => {
      child = null;
      if (stopped) return;
      onEnd(failure?.message ?? signal ?? `status ${code}`);
      if (performance.now() - begun > LIVED_MS) retry = RETRY.first;
      timer = setTimeout(start, retry);
      retry = Math.min(RETRY.most, retry * 2);
    });
  };
  start();
  return {
    get pid() {
      return child?.pid ?? undefined;
    },
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      const last = child;
      if (!last) return;
      last.signal("SIGTERM");
      const force = setTimeout(() => last.end(), ORDERLY_MS);
      await last.ended;
      clearTimeout(force);
    },
  };
}

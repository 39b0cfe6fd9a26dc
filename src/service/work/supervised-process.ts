/** A child process that is started again when it ends. */
import { UNBOUNDED } from "../../children/bounds.js";
import { startChild, type Child } from "../../children/child.js";

export interface SupervisedProcess {
  /** Its process id; undefined while there is none. */
  readonly pid: number | undefined;
  /** Ends it in order, and by force when that takes over 10 s. */
  stop(): Promise<void>;
}

const RETRY = { first: 500, most: 30_000 };
/** One that lived so long did not fail at its start. */
const LIVED_MS = 10_000;
const ORDERLY_MS = 10_000;

/**
 * A Sister that does other work of this one, with this one's own settings.
 *
 * @param onEnd told with which status it ended, when nobody asked it to
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
      // Its logs are ours, and Ctrl-C ends both.
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

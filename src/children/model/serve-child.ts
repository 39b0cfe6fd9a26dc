/**
 * The child's side: loads one model and answers one request after the other. Native libraries may end their process,
 * which is why they run here and not in the rank. The child kills itself when its channel to the parent closes, so that
 * a killed rank leaves nothing behind.
 */
import { messageOf } from "../../errors.js";

/** What the child sends: first `ready` with the description or `problem`, then `answer` or `error` for each request. */
export type Reply = { ready: unknown } | { problem: string } | { answer: unknown } | { error: string };

/** What a program's `open` returns. */
export interface Served<Description> {
  /** Plain data for the parent. */
  description: Description;
  /** Answers one request at a time. If it throws, the request fails and the process goes on. */
  answer(request: unknown): Promise<unknown>;
}

/** Unlike process.exit, this does not wait for a native thread to finish its work. */
export function endNow(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("unreachable");
}

function send(reply: Reply, whenSent?: () => void): void {
  process.send?.(reply, undefined, undefined, (error) => (error ? endNow() : whenSent?.()));
}

/** Joins the lines of a library's message: errors for people have one line. */
function oneLine(error: unknown): string {
  return messageOf(error)
    .trim()
    .replace(/\s*\n\s*/g, "; ");
}

/**
 * Runs the child: calls `open` with the parent's configuration, then answers requests until the channel closes.
 *
 * @example
 * await serveChild(async (config: { dir: string }) => ({ description: { id: "x" }, answer: async () => [] }));
 */
export async function serveChild<Config, Description>(
  open: (config: Config) => Promise<Served<Description>>,
): Promise<void> {
  // The rank is gone.
  process.on("disconnect", endNow);
  // Ctrl-C reaches the whole process group, but the rank decides when this process ends.
  process.on("SIGINT", () => undefined);

  const waiting: unknown[] = [];
  let served: Served<Description> | null = null;
  let working = false;
  const work = async (): Promise<void> => {
    if (working || !served) return;
    working = true;
    while (waiting.length > 0) {
      try {
        send({ answer: await served.answer(waiting.shift()) });
      } catch (error) {
        send({ error: oneLine(error) });
      }
    }
    working = false;
  };
  // The channel is read from the start; otherwise its end would go unnoticed while the model loads.
  process.on("message", (request) => {
    waiting.push(request);
    void work();
  });
  try {
    served = await open(JSON.parse(process.argv[2] ?? "null") as Config);
    send({ ready: served.description });
    void work();
  } catch (error) {
    send({ problem: oneLine(error) }, () => process.exit(1));
  }
}

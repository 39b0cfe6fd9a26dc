/**
 * The child's side: loads one model and answers one request after the other. Native libraries may end their process; this is the process that they
 * end. It ends by itself, at once, when its pipe to the parent closes: a rank that is killed leaves nothing behind.
 */
import { Socket } from "node:net";
import { messageOf } from "../../errors.js";
import { readFrames, writeFrame, type Frame } from "./frames.js";

/** What a program's `open` returns. */
export interface Served<Description> {
  /** Plain data for the parent. */
  description: Description;
  /** Answers one request; one at a time. What it throws is the request's error; the process goes on. */
  answer(header: unknown, payload: Uint8Array<ArrayBuffer>): Promise<{ header: unknown; payload?: Uint8Array }>;
}

/** Not process.exit: that would wait for a native thread to come to the end of its work. */
export function endNow(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("unreachable");
}

/** Libraries write several lines, with indentation; people get errors of one. */
function oneLine(error: unknown): string {
  return messageOf(error)
    .trim()
    .replace(/\s*\n\s*/g, "; ");
}

/**
 * Runs the child: calls `open` with the configuration that the parent gave, then answers its requests until the pipe closes.
 *
 * @example
 * await serveChild(async (config: { dir: string }) => ({ description: { id: "x" }, answer: async () => ({ header: {} }) }));
 */
export async function serveChild<Config, Description>(
  open: (config: Config) => Promise<Served<Description>>,
): Promise<void> {
  const answers = new Socket({ fd: 3, readable: false, writable: true });
  answers.on("error", endNow);
  process.stdin.on("end", endNow);
  process.stdin.on("error", endNow);
  // Ctrl-C reaches the whole process group; the rank decides when this ends.
  process.on("SIGINT", () => undefined);

  const waiting: Frame[] = [];
  let served: Served<Description> | null = null;
  let working = false;
  const work = async (): Promise<void> => {
    if (working || !served) return;
    working = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        const { header, payload } = await served.answer(next.header, next.payload);
        writeFrame(answers, { answer: header }, payload);
      } catch (error) {
        writeFrame(answers, { error: oneLine(error) });
      }
    }
    working = false;
  };
  // Read from the start, or the end of the pipe would go unnoticed while the model loads.
  readFrames(process.stdin, (frame) => {
    waiting.push(frame);
    void work();
  });
  try {
    served = await open(JSON.parse(process.argv[2] ?? "null") as Config);
    writeFrame(answers, { ready: served.description });
    void work();
  } catch (error) {
    writeFrame(answers, { problem: oneLine(error) });
    answers.end(() => process.exit(1));
  }
}

/** One upload from its first byte to its job, through lost connections and restarted servers. */
import type { Job } from "../../api/client.js";
import { onceReachable } from "../../api/reachability.js";
import type { KeptUpload } from "../stored-uploads.js";
import { afterMaking, afterUpload, type Answer, type Consequence, type Refusal } from "../refusal.js";
import { arrivedBytes, makeJob, noteSignedOut } from "./upload-requests.js";
import { beginRate, nextRate } from "./transfer-rate.js";
import type { UploadItem } from "../upload-item.js";

export interface UploadRun {
  /** null: all of it is at the server. */
  file: File | null;
  kept: KeptUpload;
  signal: AbortSignal;
  /** Writes down what a page after a reload must know. */
  keep: (part: Partial<KeptUpload>) => void;
  show: (part: Partial<Pick<UploadItem, "stage" | "sent" | "perSecond" | "refusal">>) => void;
}

/** Between two tries, in milliseconds; doubled up to the most. */
const WAIT_FIRST = 500;
const WAIT_MOST = 15_000;
/** The server lost the upload so often: something else is wrong. */
const RESTARTS_MOST = 3;

/** Resolves with the job, or with why a person must do something. Rejects when the signal ends it. */
export async function runUpload(run: UploadRun): Promise<{ job: Job } | { refusal: Refusal }> {
  const { signal, keep, show } = run;
  let { url } = run.kept;
  let isComplete = run.kept.isComplete;
  let restarts = 0;
  let failures = 0;
  for (;;) {
    let next: Consequence;
    if (!isComplete) {
      if (!run.file) return { refusal: { kind: "file-gone", detail: "" } };
      const answer = await sendRest(run, run.file, url, {
        onUrl: (at) => {
          if (at !== url) keep({ url: (url = at) });
        },
        onMoved: () => (failures = 0),
      });
      if (answer === null) {
        isComplete = true;
        keep({ isComplete });
        continue;
      }
      next = afterUpload(answer);
    } else {
      show({ stage: "making", sent: run.kept.size, perSecond: null });
      const made = await makeJob(url ?? "", run.kept.wanted, signal);
      if ("job" in made) return made;
      const isDoubtful = made.answer.status === 422;
      next = afterMaking(made.answer, !isDoubtful || (await arrivedBytes(url ?? "")) !== null);
    }
    signal.throwIfAborted();
    if (next.act === "restart") {
      keep({ url: null, isComplete: false });
      if (!run.file) return { refusal: { kind: "file-gone", detail: "" } };
      if (++restarts > RESTARTS_MOST) return { refusal: { kind: "other", detail: "" } };
      url = null;
      isComplete = false;
      show({ stage: "sending", sent: 0, perSecond: null });
      continue;
    }
    if (next.act === "stop") {
      const { kind } = next.refusal;
      if (kind === "signed-out") noteSignedOut();
      // The server removed what it had: the next try begins with the first byte.
      if (kind === "not-media") keep({ url: null, isComplete: false });
      return { refusal: next.refusal };
    }
    if (run.file && !(await canRead(run.file))) return { refusal: { kind: "file-gone", detail: "" } };
    show({ stage: "away", perSecond: null });
    await pause(Math.max(next.seconds * 1000, Math.min(WAIT_MOST, WAIT_FIRST * 2 ** failures++)), signal);
    if (!isComplete) show({ stage: "sending" });
  }
}

/** The part that speaks the protocol. Called before it is needed, or an upload could not begin again while the server is away. */
export const loadTransfer = () => onceReachable(() => import("./tus-transfer.js"));

/** Sends what is missing; null when the server has all of it. */
async function sendRest(
  { signal, show }: UploadRun,
  file: File,
  url: string | null,
  { onUrl, onMoved }: { onUrl: (url: string) => void; onMoved: () => void },
): Promise<Answer | null> {
  const { transfer, TransferFailed } = await loadTransfer();
  let rate = beginRate(0, 0);
  let shownAt = 0;
  try {
    await transfer(file, {
      url,
      signal,
      onUrl,
      onProgress: (sent) => {
        const now = performance.now();
        if (shownAt > 0 && sent > rate.bytes) onMoved();
        rate = shownAt === 0 ? beginRate(sent, now) : nextRate(rate, sent, now);
        // Not at each report: the page would do nothing else.
        if (now - shownAt < 200 && sent < file.size) return;
        shownAt = now;
        show({ stage: "sending", sent, perSecond: rate.perSecond });
      },
    });
    return null;
  } catch (error) {
    if (error instanceof TransferFailed) return error.answer;
    throw error;
  }
}

/** A file that was moved, changed or on a stick that is gone cannot be read: to the browser that looks like a lost connection. */
async function canRead(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** Ends early when the connection comes back. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (act: () => void) => () => {
      clearTimeout(timer);
      window.removeEventListener("online", goOn);
      signal.removeEventListener("abort", stop);
      act();
    };
    const goOn = end(resolve);
    const stop = end(() => reject(signal.reason as Error));
    const timer = setTimeout(goOn, ms);
    window.addEventListener("online", goOn);
    signal.addEventListener("abort", stop);
  });
}

/** One upload from its first byte to its job, through lost connections and restarted servers. */
import type { Job } from "../../api/client.js";
import { onceReachable } from "../../api/reachability.js";
import type { KeptUpload } from "../stored-uploads.js";
import { afterMaking, afterUpload, type Answer, type Consequence, type Refusal } from "../refusal.js";
import { arrivedBytes, makeJob, noteSignedOut } from "./upload-requests.js";
import { beginRate, nextRate } from "./transfer-rate.js";
import type { UploadItem } from "../upload-item.js";

export interface UploadRun {
  /** null if the server has all of it. */
  file: File | null;
  kept: KeptUpload;
  signal: AbortSignal;
  /** Stores the state that a page needs after a reload. */
  keep: (part: Partial<KeptUpload>) => void;
  show: (part: Partial<Pick<UploadItem, "stage" | "sent" | "perSecond" | "refusal">>) => void;
}

/** Between two attempts, in milliseconds; doubled after each failure up to a maximum. */
const WAIT_FIRST = 500;
const WAIT_MOST = 15_000;
/** If the server loses an upload this often, something else is wrong. */
const RESTARTS_MOST = 3;

/** Resolves with the job, or with the reason why a person must act. Rejects when the signal is aborted. */
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
      // The server removed its part: the next attempt begins with the first byte.
      if (kind === "not-media") keep({ url: null, isComplete: false });
      return { refusal: next.refusal };
    }
    if (run.file && !(await canRead(run.file))) return { refusal: { kind: "file-gone", detail: "" } };
    show({ stage: "away", perSecond: null });
    await pause(Math.max(next.seconds * 1000, Math.min(WAIT_MOST, WAIT_FIRST * 2 ** failures++)), signal);
    if (!isComplete) show({ stage: "sending" });
  }
}

/** Loads the implementation of the protocol. Call it early: an upload could not restart while the server is away. */
export const loadTransfer = () => onceReachable(() => import("./tus-transfer.js"));

/** Sends the missing part; null when the server has everything. */
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
        // Not at each report: that would keep the page busy.
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

/**
 * Whether the file is still readable. If it was moved, changed or removed with its disk, the browser reports only a
 * lost connection.
 */
async function canRead(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** Waits; ends early when the connection comes back. */
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

/**
 * The thread that PGlite runs in. A statement keeps the thread busy until it is done, which is 0.3 to 0.6 s to save
 * 20,000 cues: in the main thread, no other request would be answered meanwhile.
 */
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { messageOf } from "../../errors.js";
import { serveProtocol } from "./protocol-server.js";

/** What the thread is started with. */
export interface PgliteThreadData {
  /** Folder of the files; null: in memory. */
  dataDir: string | null;
  socketPath: string;
  idleInTransactionMs: number;
  serverVersion: string;
}

/** What the thread reports, once after its start and once after it was told to close. */
export type PgliteThreadReport =
  | { state: "open" | "closed" }
  /** PGlite also throws objects that are no errors: their fields are passed on. */
  | { state: "failed"; error: { name: unknown; message: unknown; code: unknown; errno: unknown } };

const { dataDir, socketPath, idleInTransactionMs, serverVersion } = workerData as PgliteThreadData;

function report(what: PgliteThreadReport): void {
  parentPort?.postMessage(what);
}

function reportFailure(error: unknown): void {
  const { name, message, code, errno } = error as Record<string, unknown>;
  report({
    state: "failed",
    error: { name, message: error instanceof Error ? messageOf(error) : message, code, errno },
  });
}

try {
  const lite = await PGlite.create(dataDir === null ? {} : { dataDir });
  const stop = await serveProtocol(lite, { path: socketPath, idleInTransactionMs, serverVersion });
  parentPort?.once("message", () => {
    void stop()
      .then(() => lite.close())
      .then(() => report({ state: "closed" }), reportFailure)
      .finally(() => process.exit());
  });
  report({ state: "open" });
} catch (error) {
  reportFailure(error);
}

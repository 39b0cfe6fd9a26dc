/** A folder of models for tests, with tiny models in it. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeTinyModel } from "./tiny-model.js";

export interface ModelHome {
  readonly env: NodeJS.ProcessEnv;
  /** The folder of a pair: "en-id". */
  dir(pair: string): string;
  /** A fresh copy of the stand-in worker, with faults that have not happened yet. */
  standIn(): string;
  remove(): void;
}

export function beginModelHome(...pairs: string[]): ModelHome {
  const root = mkdtempSync(join(tmpdir(), "sister-bergamot-"));
  const dir = (pair: string): string => join(root, "sister", "models", "translate", pair);
  for (const [i, pair] of pairs.entries()) writeTinyModel(dir(pair), { seed: i + 1 });
  return {
    env: { ...process.env, XDG_DATA_HOME: root, XDG_DATA_DIRS: join(root, "none") },
    dir,
    standIn: () => {
      const file = join(mkdtempSync(join(root, "worker-")), "worker.js");
      copyFileSync(fileURLToPath(new URL("./stand-in-worker.js", import.meta.url)), file);
      return file;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

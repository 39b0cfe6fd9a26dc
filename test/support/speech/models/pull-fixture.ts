/** A temporary models' folder, a file server, and catalogue entries that point to it. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CatalogueEntry, CatalogueFile, Source } from "../../../../src/speech/models/catalogue-entry.js";
import type { PullEvent } from "../../../../src/speech/models/install/fetching.js";
import { pullModel, type Pulled, type PullOptions } from "../../../../src/speech/models/install/pull.js";
import { LoopbackFiles } from "./loopback-files.js";

const PATIENCE = { connect: 30, silence: 30, tries: 2, pause: 0.01 };
/** For servers that hang. */
export const HASTY = { ...PATIENCE, silence: 0.5 };

export class PullFixture {
  readonly folder = mkdtempSync(join(tmpdir(), "sister-pull-"));
  readonly env: NodeJS.ProcessEnv = { XDG_DATA_HOME: join(this.folder, "data"), XDG_DATA_DIRS: "/nowhere" };
  readonly events: PullEvent[] = [];
  readonly server: LoopbackFiles;

  private constructor(server: LoopbackFiles) {
    this.server = server;
  }

  static async make(): Promise<PullFixture> {
    return new PullFixture(await LoopbackFiles.start());
  }

  async remove(): Promise<void> {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get models(): string {
    return join(this.folder, "data", "sister", "models");
  }

  /** The model's folder. */
  dir(name = "a-model"): string {
    return join(this.models, ...name.split("/"));
  }

  /** Files of unfinished downloads. */
  get unfinished(): string[] {
    const pulls = join(this.models, ".pull");
    return existsSync(pulls) ? readdirSync(pulls, { recursive: true, encoding: "utf8" }).sort() : [];
  }

  pull(entry: CatalogueEntry, options: PullOptions = {}): Promise<Pulled> {
    const onEvent = (event: PullEvent): void => void this.events.push(event);
    return pullModel(entry.name, { env: this.env, patience: PATIENCE, onEvent, entry, ...options });
  }

  /** The message of a failed pull. It must be one line for people. */
  async problem(entry: CatalogueEntry, options: PullOptions = {}): Promise<string> {
    const failure: unknown = await this.pull(entry, options).then(
      () => new Error("the pull did not fail"),
      (error: unknown) => error,
    );
    const { name, message } = failure as Error;
    if (name !== "SisterError" || message.includes("\n")) throw failure as Error;
    return message;
  }
}

export function entryOf(
  sources: Record<string, Source>,
  files: readonly CatalogueFile[],
  more: Partial<CatalogueEntry> = {},
): CatalogueEntry {
  return {
    name: "a-model",
    version: "1",
    task: "speech",
    family: "whisper",
    languages: ["en"],
    licence: { name: "MIT", text: "MIT\n" },
    goodAt: "testing",
    bytes: files.reduce((sum, { bytes = 1000 }) => sum + bytes, 0),
    sources,
    files,
    ...more,
  };
}

/** Silero VAD in a child process, shared by all streams of this process. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { SisterError } from "../../errors.js";
import { ModelChild } from "../../children/model/model-child.js";
import { findModel } from "../models/installed.js";
import { modelsFolder } from "../../models-folder.js";
import type { BlockModel } from "./block-detector.js";

export interface SileroOptions {
  /** Seconds in which the model must load. Default 60. */
  loadSeconds?: number;
  /** Seconds for one block (24.6 s of audio, which take 0.1 s of work). Default 60. */
  blockSeconds?: number;
}

/** The configuration of the child's program. */
export interface SileroConfig {
  file: string;
}

/** One block of audio. The answer is a Float32Array: see `BlockModel.probabilities`. */
export interface SileroRequest {
  samples: Int16Array;
}

export interface SileroDescription {
  id: string;
}

/** The model's file on this host: SISTER_VAD_MODEL, or the file in the models' folder. It may be missing. */
export function vadModelFile(env: NodeJS.ProcessEnv = process.env): string {
  if (env["SISTER_VAD_MODEL"]) return resolve(env["SISTER_VAD_MODEL"]);
  return join(findModel("silero-vad", env)?.dir ?? join(modelsFolder(env), "silero-vad"), "silero_vad.onnx");
}

interface SharedChild {
  child: Promise<ModelChild<SileroDescription>>;
  users: number;
}

/**
 * Shared children by model file. Requests are stateless, so one process serves every stream. It ends with its last
 * user.
 */
const children = new Map<string, SharedChild>();

export class SileroChild implements BlockModel {
  readonly name = "Silero VAD";
  readonly #file: string;
  readonly #child: ModelChild<SileroDescription>;
  readonly #blockSeconds: number;
  #closed = false;

  private constructor(file: string, child: ModelChild<SileroDescription>, blockSeconds: number) {
    this.#file = file;
    this.#child = child;
    this.#blockSeconds = blockSeconds;
  }

  /** Rejects with a SisterError that tells why the model does not load. */
  static async open(file: string, { loadSeconds = 60, blockSeconds = 60 }: SileroOptions = {}): Promise<SileroChild> {
    if (!existsSync(file)) {
      throw new SisterError(`${file} is missing: install it with sister models pull silero-vad`);
    }
    let shared = children.get(file);
    if (!shared) {
      const child = ModelChild.open<SileroDescription>({
        program: new URL("./voice-main", import.meta.url),
        config: { file } satisfies SileroConfig,
        what: "voice detector",
        loadSeconds,
      });
      shared = { child, users: 0 };
      children.set(file, shared);
    }
    shared.users += 1;
    try {
      return new SileroChild(file, await shared.child, blockSeconds);
    } catch (error) {
      if (children.get(file) === shared) children.delete(file);
      throw error;
    }
  }

  get id(): string {
    return this.#child.description.id;
  }

  /** Process id of the child. Null while there is none. */
  get pid(): number | null {
    return this.#child.pid;
  }

  async probabilities(samples: Int16Array): Promise<Float32Array> {
    const request: SileroRequest = { samples };
    const options = { limitSeconds: this.#blockSeconds, what: "a block of audio" };
    return (await this.#child.request(request, options)) as Float32Array;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const shared = children.get(this.#file);
    if (!shared || (await shared.child) !== this.#child) return;
    shared.users -= 1;
    if (shared.users > 0) return;
    children.delete(this.#file);
    await this.#child.close();
  }
}

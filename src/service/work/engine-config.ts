/** What decides over the words that a job gets, as a key: transcripts are used again only where it is equal. */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SpeechConfig } from "../../speech/engine.js";
import { findModel } from "../../speech/models/installed.js";
import { describeFiles } from "../../speech/sherpa/model-files.js";

const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** Of Sister's version, the engine with its settings, and the model's files: another model in the same folder is another key. */
export function engineConfig(speech: SpeechConfig): string {
  const model =
    speech.kind === "sherpa" ? filesOf(speech.dir) : speech.kind === "moonshine" ? digestsOf(speech.model) : [];
  const entries = Object.entries(speech).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify(["sister transcript 2", version, entries, model]))
    .digest("hex");
}

/** The key under which a job's transcript is kept: another audio track of the same file has other words. */
export function transcriptKey(config: string, { audioTrack }: { audioTrack: string | null }): string {
  return audioTrack === null ? config : `${config} track ${audioTrack}`;
}

/** Of a model that was installed by name: the same on every host, whenever it was installed. */
function digestsOf(model: string): unknown {
  return findModel(model)?.manifest.files ?? model;
}

function filesOf(dir: string): [name: string, bytes: number, changedAt: number][] {
  return describeFiles(dir).names.map((name) => {
    const { size, mtimeMs } = statSync(join(dir, name));
    return [name, size, Math.floor(mtimeMs / 1000)];
  });
}

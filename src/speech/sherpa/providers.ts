/** Which execution providers the installed sherpa-onnx has. Asked for one that it lacks it computes with the processor and only writes a line. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { SisterError } from "../../errors.js";
import type { Devices } from "../recognizer.js";

/** Throws a SisterError (exit code 2) that names the provider if sherpa-onnx lacks it on this host. */
export function requireProvider(provider: Devices["provider"]): void {
  if (provider === "cpu") return;
  const found = provider === "cuda" ? hasCuda() : process.platform === "darwin";
  if (found) return;
  const why =
    provider === "cuda"
      ? "its libonnxruntime_providers_cuda.so is not beside it, nor in LD_LIBRARY_PATH"
      : "that is macOS's alone";
  throw new SisterError(
    `sherpa-onnx cannot compute with ${provider} on this host (${why}): leave SISTER_SPEECH_PROVIDER and the hostfile's provider= out, or say cpu`,
    { exitCode: 2 },
  );
}

function hasCuda(): boolean {
  const name = process.platform === "win32" ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";
  const folders = (process.env["LD_LIBRARY_PATH"] ?? "").split(delimiter).filter(Boolean);
  try {
    // The addon's package stands beside the one that chooses it.
    const chooser = dirname(createRequire(import.meta.url).resolve("sherpa-onnx-node/package.json"));
    folders.push(join(chooser, "..", `sherpa-onnx-${process.platform}-${process.arch}`));
  } catch {
    // Not installed: loading it says so.
  }
  return folders.some((folder) => existsSync(join(folder, name)));
}

/**
 * The execution providers of the installed sherpa-onnx. If it lacks the requested one, it only prints a line and uses
 * the processor.
 */
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
      ? "its libonnxruntime_providers_cuda.so is neither beside it nor in LD_LIBRARY_PATH"
      : "only macOS has it";
  throw new SisterError(
    `sherpa-onnx cannot use ${provider} on this host (${why}): remove SISTER_SPEECH_PROVIDER and the hostfile's provider=, or set them to cpu`,
    { exitCode: 2 },
  );
}

function hasCuda(): boolean {
  const name = process.platform === "win32" ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";
  const folders = (process.env["LD_LIBRARY_PATH"] ?? "").split(delimiter).filter(Boolean);
  try {
    // The package of the addon lies beside the package that selects it.
    const chooser = dirname(createRequire(import.meta.url).resolve("sherpa-onnx-node/package.json"));
    folders.push(join(chooser, "..", `sherpa-onnx-${process.platform}-${process.arch}`));
  } catch {
    // Not installed; loading it reports that.
  }
  return folders.some((folder) => existsSync(join(folder, name)));
}

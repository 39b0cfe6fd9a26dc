/** Folders with proper names and empty files, for tests that do not load models. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onnxModel } from "./onnx-writer.js";

/** A folder in which models are made. It is removed on disposal. */
export function madeModels(): {
  make: (name: string, files: Readonly<Record<string, string | Buffer>>) => string;
} & Disposable {
  const folder = mkdtempSync(join(tmpdir(), "sister-made-models-"));
  return {
    make(name, files) {
      const dir = join(folder, name);
      mkdirSync(dir);
      for (const [file, content] of Object.entries(files)) {
        mkdirSync(dirname(join(dir, file)), { recursive: true });
        writeFileSync(join(dir, file), content);
      }
      return dir;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** An ONNX file with only these metadata. */
export function onnxWith(metadata: Readonly<Record<string, string>>): Buffer {
  return onnxModel({ inputs: [], outputs: [], nodes: [], metadata });
}

/** Folders with files of the right names and nothing in them, for tests of what is told without loading. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder in which models are made, removed when it is disposed of. */
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

/** An ONNX file that has these metadata and nothing else. */
export function onnxWith(metadata: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(metadata).map(([key, value]) =>
    field(14, Buffer.concat([field(1, key), field(2, value)])),
  );
  // ir_version 9.
  return Buffer.concat([Buffer.from([0x08, 9]), ...entries]);
}

/** A field of a protobuf message that has a length. */
function field(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes]);
}

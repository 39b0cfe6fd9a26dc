/** The TypeScript build: src to dist. */
import { cpSync, existsSync, mkdtempSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { runProgram, say } from "./run-program.mjs";
import { hashOf, readStamp, writeStamp } from "./stamp.mjs";

const wanted = (root) =>
  hashOf(root, {
    paths: ["tsconfig.json", "tsconfig.build.json", "package.json", "package-lock.json", "src"],
    skip: (name) => name.endsWith(".test.ts"),
  });

/** Data files of src that the compiled code reads: the compiler does not copy them. */
const DATA = new Set([".wav"]);

function copyData(src, dist) {
  cpSync(src, dist, {
    recursive: true,
    filter: (from) => statSync(from).isDirectory() || DATA.has(extname(from)),
  });
}

/** Whether dist is made from the current sources. */
export const typescriptBuildIsCurrent = (root) => readStamp(join(root, "dist")) === wanted(root);

/**
 * Builds dist unless it is current. It is built in another folder and then moved, so that a half-built one is never
 * run, and no file stays whose source is gone.
 *
 * @param {string} root
 * @returns {Promise<boolean>} whether anything was done
 */
export async function ensureTypescriptBuild(root) {
  const stamp = wanted(root);
  const dist = join(root, "dist");
  if (readStamp(dist) === stamp) return false;
  say("compiling TypeScript (tsc)");
  mkdirSync(join(root, "build-setup"), { recursive: true });
  const aside = mkdtempSync(join(root, "build-setup-dist-"));
  const old = `${aside}-old`;
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  try {
    await runProgram(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", aside], {
      cwd: root,
      what: "compiling",
    });
    copyData(join(root, "src"), aside);
    writeStamp(aside, stamp);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(aside, dist);
  } finally {
    rmSync(aside, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
  return true;
}

/** The build of the page: web to web/dist, with compressed copies of each file. */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { runProgram, say } from "./run-program.mjs";
import { hashOf, readStamp, writeStamp } from "./stamp.mjs";

const wanted = (root) =>
  hashOf(root, {
    // The page uses pure code of src/subtitles.
    paths: ["package-lock.json", "web/index.html", "web/vite.config.ts", "web/public", "web/src", "src/subtitles"],
    skip: (name) => name.endsWith(".test.ts") || name.endsWith(".test.tsx"),
  });

const output = (root) => join(root, "web", "dist");

/** Whether web/dist is made from the current sources. */
export const pageBuildIsCurrent = (root) => readStamp(output(root)) === wanted(root);

/** Writes `.br` and `.gz` beside each text file, so that no server compresses at run time. */
function compressAll(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|css|html|svg|webmanifest)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
    writeFileSync(`${path}.br`, brotliCompressSync(content, quality));
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}

/**
 * Builds the page unless it is current. It is built in another folder and then moved, so that a half-built page is
 * never served.
 *
 * @param {string} root
 * @returns {Promise<boolean>} whether anything was done
 */
export async function ensurePageBuild(root) {
  const stamp = wanted(root);
  if (readStamp(output(root)) === stamp) return false;
  say("building the page (vite)");
  const aside = join(root, "build-page");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  await runProgram(
    process.execPath,
    [vite, "build", "--config", "web/vite.config.ts", "--outDir", aside, "--logLevel", "warn"],
    { cwd: root, what: "building the page" },
  );
  compressAll(aside);
  writeStamp(aside, stamp);
  rmSync(output(root), { recursive: true, force: true });
  renameSync(aside, output(root));
  return true;
}

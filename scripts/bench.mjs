#!/usr/bin/env node
/** `npm run bench [-- mpi schedule …]`: sets everything up, then measures every figure of docs/figures.md (bench/run.ts). */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT, runScript, setUp } from "./setup/set-up.mjs";

await runScript(async () => {
  await setUp();
  const args = ["--import", "tsx", join(ROOT, "bench", "run.ts"), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
});

#!/usr/bin/env node
/** `npm run web:types`: writes the types of the page's requests, out of the OpenAPI document of a server of this checkout. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { apiTypes } from "./api-types/api-types.mjs";
import { ensureTypescriptBuild } from "./setup/typescript-build.mjs";
import { ROOT, runScript } from "./setup/set-up.mjs";

await runScript(async () => {
  await ensureTypescriptBuild(ROOT);
  const folder = mkdtempSync(join(tmpdir(), "sister-api-types-"));
  const server = spawn(process.execPath, [join(ROOT, "bin", "sister"), "serve"], {
    env: { ...process.env, PORT: "0", SISTER_DATA_DIR: folder },
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    const url = await listeningAt(server);
    const document = await (await fetch(new URL("/openapi.json", url))).json();
    writeFileSync(join(ROOT, "web", "src", "api", "schema.d.ts"), await apiTypes(document));
    return 0;
  } finally {
    server.kill("SIGTERM");
    await new Promise((resolve) => server.once("exit", resolve));
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The server's address, as its log names it. */
async function listeningAt(server) {
  for await (const line of createInterface({ input: server.stderr })) {
    const url = /"msg":"listening"/.test(line) && /"url":"([^"]+)"/.exec(line)?.[1];
    if (url) return url;
  }
  throw new Error("the server did not start: run `sister serve` to see why");
}

#!/usr/bin/env node
/**
 * `npm run web:types`: generates the types of the page's requests from the OpenAPI document of a server of this
 * checkout.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiTypes } from "./api-types/api-types.mjs";
import { startOwnServer } from "./serve/own-server.mjs";
import { ensureTypescriptBuild } from "./setup/typescript-build.mjs";
import { ROOT, runScript } from "./setup/set-up.mjs";

await runScript(async () => {
  await ensureTypescriptBuild(ROOT);
  const server = await startOwnServer(ROOT);
  try {
    const document = await (await fetch(new URL("/openapi.json", server.url))).json();
    writeFileSync(join(ROOT, "web", "src", "api", "schema.d.ts"), await apiTypes(document));
    return 0;
  } finally {
    await server.stop();
  }
});

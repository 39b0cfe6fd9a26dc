#!/usr/bin/env node
/**
 * npm's `prepare` of a checkout: builds the content of the package before it is packed (`npm pack`, `npm install
 * --install-links ../sister`) or linked (`npm install ../sister`). Does nothing if the content is current, or while npm
 * installs the checkout itself: then the set-up follows.
 */
import { setUp, ROOT, runScript } from "../setup/set-up.mjs";
import { isOwnInstall, partsFor } from "./npm-call.mjs";

await runScript(async () => {
  if (isOwnInstall(process.env, ROOT)) return 0;
  for (const only of partsFor(process.env)) await setUp({ only });
  return 0;
});

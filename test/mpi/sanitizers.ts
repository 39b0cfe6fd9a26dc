/**
 * The words before `node` in a rank's command if the addons are built with sanitizers (SISTER_SANITIZED, `npm run
 * test:full`).
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const suppressions = fileURLToPath(new URL("./sanitizers.supp", import.meta.url));

const OPTIONS = {
  ASAN_OPTIONS: [
    // V8 never frees some of its memory.
    "detect_leaks=0",
    // Node.js and V8 have their own handler.
    "handle_segv=0",
    `suppressions=${suppressions}`,
  ],
  UBSAN_OPTIONS: ["print_stacktrace=1", "halt_on_error=1"],
};

/** Preloaded before all other libraries, because Node.js itself is not built with sanitizers. */
function preloaded(): string {
  const place = (name: string): string =>
    execFileSync("g++", [`-print-file-name=${name}`], { encoding: "utf8" }).trim();
  return ["libasan.so", "libubsan.so"].map(place).join(":");
}

/** Empty without sanitizers. Applies only to the ranks, not to their launcher. */
export const SANITIZED: readonly string[] = process.env["SISTER_SANITIZED"]
  ? [
      "env",
      `LD_PRELOAD=${preloaded()}`,
      ...Object.entries(OPTIONS).map(([name, options]) => `${name}=${options.join(":")}`),
    ]
  : [];

/** Finds an npm package with the user's own npm, and so with its registry, proxy and credentials. */
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { memoryBound } from "../../../children/bounds.js";
import { runChild, type ChildOutput } from "../../../children/run-child.js";
import { SisterError } from "../../../errors.js";

/** Seconds for an answer of npm, and for a package. */
const VIEW_SECONDS = 60;
const PACK_SECONDS = 30 * 60;

/** One retry after 2 s. By default npm waits for minutes. */
const QUICK = ["--fetch-retries=1", "--fetch-retry-mintimeout=2000", "--fetch-timeout=30000"];

/** The surroundings of npm. */
export interface Around {
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
}

/**
 * The address of a package's tarball. Rejects with a SisterError if npm is missing, cannot reach its registry, or finds
 * another package with this name and version.
 */
export async function findTarball(spec: string, integrity: string, around: Around): Promise<string> {
  const output = await npm(["view", spec, "dist", "--json", ...QUICK], spec, VIEW_SECONDS, around);
  const dist = parseDist(output);
  if (dist === null)
    throw new SisterError(`npm does not know the package ${spec}: its registry may be an incomplete mirror`);
  if (dist.integrity !== undefined && dist.integrity !== integrity) {
    throw new SisterError(
      `npm's registry has a different package under the name ${spec} (${dist.integrity}, not ${integrity}): it is not installed`,
    );
  }
  return dist.tarball;
}

/** Downloads the tarball to `file` by npm itself, which has credentials and certificates that Sister lacks. */
export async function packTarball(spec: string, file: string, folder: string, around: Around): Promise<void> {
  const args = ["pack", spec, "--ignore-scripts", "--json", "--pack-destination", folder, ...QUICK];
  const output = await npm(args, spec, PACK_SECONDS, around);
  const [packed] = Object.values(JSON.parse(output) as Record<string, { filename: string }>);
  if (!packed) throw new SisterError(`npm did not pack ${spec}`);
  // Older versions report the name with the scope's slash, but write the file without it.
  await rename(join(folder, packed.filename.replace(/^@/, "").replace("/", "-")), file);
}

/** Parses the output of `npm view … dist --json`: an object, or an array of objects. */
function parseDist(output: string): { tarball: string; integrity?: string } | null {
  try {
    const read: unknown = JSON.parse(output);
    const dist = (Array.isArray(read) ? read.at(-1) : read) as { tarball?: unknown; integrity?: string } | null;
    return typeof dist?.tarball === "string" ? { ...dist, tarball: dist.tarball } : null;
  } catch {
    return null;
  }
}

async function npm(args: readonly string[], spec: string, seconds: number, { env, signal }: Around): Promise<string> {
  const ended = await runChild("npm", args, {
    kind: "packages",
    what: "npm",
    // npm has its own limit for a download without progress.
    bounds: { bytes: memoryBound(4 * 2 ** 30), seconds, cpuSeconds: Infinity, standstillSeconds: Infinity },
    mostBytes: 1 << 24,
    env,
    signal,
  });
  if (ended.code === 0 && ended.failure === null) return ended.stdout;
  throw new SisterError(`${spec} cannot be downloaded by npm: ${npmProblem(ended, seconds)}`);
}

const ELSEWHERE = "give another source with --from or SISTER_MODEL_MIRROR";

function npmProblem({ code: status, failure, stdout, stderr }: ChildOutput, seconds: number): string {
  if (failure?.trouble === "missing") return `the program npm is not installed; ${ELSEWHERE}`;
  if (failure?.trouble === "time") return `npm did not answer in ${seconds} s; ${ELSEWHERE}`;
  if (failure) return failure.message;
  // With --json, npm prints its error as JSON too.
  const code = /"code": "(\w+)"/.exec(stdout)?.[1] ?? /npm (?:ERR!|error) code (\w+)/.exec(stderr)?.[1];
  const unreachable = [
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ETIMEDOUT",
    "ENETUNREACH",
    "ECONNRESET",
    "ENOTCACHED",
  ];
  if (code !== undefined && unreachable.includes(code))
    return `its registry cannot be reached (${code}); try again when there is a network, or ${ELSEWHERE}`;
  if (code === "E404" || code === "ETARGET") return `its registry does not have it; ${ELSEWHERE}`;
  const line = stderr
    .split("\n")
    .map((text) => text.replace(/^npm (ERR!|error) ?/, "").trim())
    .find((text) => text !== "" && !text.startsWith("code "));
  return `${line ?? `it ended with status ${status}`}; ${ELSEWHERE}`;
}

/** What engines compute with: threads and execution providers, as the environment and the hostfile ask for. Pure. */
import { SisterError } from "../errors.js";
import type { Devices } from "./recognizer.js";

export const PROVIDERS = ["cpu", "cuda", "coreml"] as const satisfies readonly Devices["provider"][];

/** The largest number of threads that may be asked for. */
export const THREADS_MOST = 64;

/** The most threads of a rank that nobody asked for: two cost twice the processor time of one (docs/speech.md). Chosen; more were not measured. */
const USEFUL_THREADS = 4;

/** What somebody asked for; null: nothing. */
export interface DeviceRequest {
  /** Threads of each rank. */
  threads: number | null;
  provider: Devices["provider"] | null;
}

/** The number of threads in a text; null if the text is not a whole number from 1 to 64. */
export function parseThreads(text: string): number | null {
  const threads = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return threads >= 1 && threads <= THREADS_MOST ? threads : null;
}

/** The provider in a text; null if Sister does not know it. */
export function parseProvider(text: string): Devices["provider"] | null {
  return PROVIDERS.find((provider) => provider === text) ?? null;
}

/**
 * Reads `SISTER_SPEECH_THREADS` and `SISTER_SPEECH_PROVIDER`. Throws a SisterError (exit code 2) that names the variable and what
 * is allowed.
 *
 * @example
 * readDevices({ SISTER_SPEECH_THREADS: "4" }); // { threads: 4, provider: null }
 */
export function readDevices(env: NodeJS.ProcessEnv = process.env): DeviceRequest {
  const threadsText = env["SISTER_SPEECH_THREADS"];
  const providerText = env["SISTER_SPEECH_PROVIDER"];
  const threads = threadsText ? parseThreads(threadsText) : null;
  const provider = providerText ? parseProvider(providerText) : null;
  if (threadsText && threads === null)
    throw new SisterError(
      `SISTER_SPEECH_THREADS cannot be read: give the threads of each rank, a whole number from 1 to ${THREADS_MOST}`,
      { exitCode: 2 },
    );
  if (providerText && provider === null)
    throw new SisterError(`SISTER_SPEECH_PROVIDER cannot be read: give one of ${PROVIDERS.join(", ")}`, {
      exitCode: 2,
    });
  return { threads, provider };
}

/** Where a rank runs, as far as its share of the host depends on it. */
export interface RankPlace {
  /** Cores of the host that this process may use. */
  cores: number;
  /** Ranks on the host, this one included. */
  ranksOnHost: number;
  /** Its number among them, from 0. */
  indexOnHost: number;
}

/**
 * Threads of one rank. All ranks of a host together have as many threads as it has cores: none idle, none fought over. The first
 * ranks get one more if the cores do not divide evenly. A rank has at least one thread, and at most `USEFUL_THREADS` unless more
 * are asked for.
 *
 * @example
 * threadsFor({ cores: 8, ranksOnHost: 3, indexOnHost: 2 }, null); // 2; ranks 0 and 1 have 3
 */
export function threadsFor({ cores, ranksOnHost, indexOnHost }: RankPlace, asked: number | null): number {
  if (asked !== null) return asked;
  const share = Math.floor(cores / ranksOnHost) + (indexOnHost < cores % ranksOnHost ? 1 : 0);
  return Math.min(USEFUL_THREADS, Math.max(1, share));
}

/** What a rank computes with. `requests`: the most particular first, as the hostfile's before the environment's. */
export function devicesFor(place: RankPlace, requests: readonly DeviceRequest[]): Devices {
  const threads = requests.find((request) => request.threads !== null)?.threads ?? null;
  const provider = requests.find((request) => request.provider !== null)?.provider ?? "cpu";
  return { threads: threadsFor(place, threads), provider };
}

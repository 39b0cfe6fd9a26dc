/** Threads and execution providers of engines, from the environment and the hostfile. Pure. */
import { SisterError } from "../errors.js";
import type { Devices } from "./recognizer.js";

export const PROVIDERS = ["cpu", "cuda", "coreml"] as const satisfies readonly Devices["provider"][];

/** The largest number of threads that can be requested. */
export const THREADS_MOST = 64;

/**
 * Most threads of a rank without a request: two threads cost twice the processor time of one (docs/translate/speech.md). The
 * number was chosen; more threads were not measured.
 */
const USEFUL_THREADS = 4;

/** Requested devices. Null: no request. */
export interface DeviceRequest {
  /** Threads of each rank. */
  threads: number | null;
  provider: Devices["provider"] | null;
}

/** Parses a number of threads. Null if the text is not a whole number from 1 to 64. */
export function parseThreads(text: string): number | null {
  const threads = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return threads >= 1 && threads <= THREADS_MOST ? threads : null;
}

/** Parses the name of a provider. Null if Sister does not know it. */
export function parseProvider(text: string): Devices["provider"] | null {
  return PROVIDERS.find((provider) => provider === text) ?? null;
}

/**
 * Reads `SISTER_SPEECH_THREADS` and `SISTER_SPEECH_PROVIDER`. Throws a SisterError (exit code 2) that names the
 * variable and the allowed values.
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
      `SISTER_SPEECH_THREADS is not valid: give the threads of each rank, a whole number from 1 to ${THREADS_MOST}`,
      { exitCode: 2 },
    );
  if (providerText && provider === null)
    throw new SisterError(`SISTER_SPEECH_PROVIDER is not valid: give one of ${PROVIDERS.join(", ")}`, {
      exitCode: 2,
    });
  return { threads, provider };
}

/** The place of a rank on its host, which determines its share of the cores. */
export interface RankPlace {
  /** Cores of the host that this process may use. */
  cores: number;
  /** Ranks on the host, including this one. */
  ranksOnHost: number;
  /** Its index among them, from 0. */
  indexOnHost: number;
}

/**
 * Threads of one rank. All ranks of a host together have as many threads as the host has cores. If the cores do not
 * divide evenly, the first ranks get one more. A rank has at least one thread, and at most `USEFUL_THREADS` unless more
 * are requested.
 *
 * @example
 * threadsFor({ cores: 8, ranksOnHost: 3, indexOnHost: 2 }, null); // 2; ranks 0 and 1 have 3
 */
export function threadsFor({ cores, ranksOnHost, indexOnHost }: RankPlace, asked: number | null): number {
  if (asked !== null) return asked;
  const share = Math.floor(cores / ranksOnHost) + (indexOnHost < cores % ranksOnHost ? 1 : 0);
  return Math.min(USEFUL_THREADS, Math.max(1, share));
}

/** What a rank computes with. `requests` are in order of priority: the hostfile before the environment. */
export function devicesFor(place: RankPlace, requests: readonly DeviceRequest[]): Devices {
  const threads = requests.find((request) => request.threads !== null)?.threads ?? null;
  const provider = requests.find((request) => request.provider !== null)?.provider ?? "cpu";
  return { threads: threadsFor(place, threads), provider };
}

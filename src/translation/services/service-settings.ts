/** Settings of translation services, from the environment of the process that calls them. */
import { readFileSync } from "node:fs";
import { SisterError, messageOf } from "../../errors.js";
import type { ServiceLimits } from "./service-client.js";

/** The languages that services are offered for, BCP 47: those that common services and models share. */
export const SERVICE_LANGUAGES = (
  "en id es fr de pt it nl ca gl eu pl cs sk sl hr sr bs hu ro bg mk el tr ru uk be kk uz az ka hy he ar fa ur hi bn ta te " +
  "ml mr gu pa th vi ms jv su fil ko ja zh da sv nb fi is et lv lt sq af sw am"
).split(" ");

/**
 * A setting's address of a service.
 *
 * @returns null if it is not set
 * @throws SisterError (exit code 2) if it is no http or https address
 */
export function readUrl(name: string, env: NodeJS.ProcessEnv): string | null {
  const value = env[name]?.trim();
  if (!value) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return value;
  throw new SisterError(`${name} is "${value}": set it to an address such as http://127.0.0.1:11434/v1`, {
    exitCode: 2,
  });
}

/**
 * A key: from the variable itself, or from the file that NAME_FILE names.
 *
 * @throws SisterError (exit code 2) if the file cannot be read
 */
export function readKey(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const value = env[name]?.trim();
  if (value) return value;
  const file = env[`${name}_FILE`]?.trim();
  if (!file) return undefined;
  try {
    return readFileSync(file, "utf8").trim() || undefined;
  } catch (error) {
    throw new SisterError(`${name}_FILE cannot be read (${messageOf(error)}): set it to a file with the key`, {
      exitCode: 2,
      cause: error,
    });
  }
}

const LOOPBACK = /^(127(\.\d+){3}|localhost|\[::1\])$/u;

/** The host of a service's address; null for this machine. */
export function remoteHost(url: string): string | null {
  const { hostname, host } = new URL(url);
  return LOOPBACK.test(hostname) ? null : host;
}

/**
 * The limits of services that a person set: `SISTER_SERVICE_REQUESTS`, requests at a time, and
 * `SISTER_SERVICE_TIMEOUT_S`, seconds that one may take.
 *
 * @throws SisterError (exit code 2) for a value that is no whole number from 1
 */
export function readServiceLimits(env: NodeJS.ProcessEnv): ServiceLimits {
  const atOnce = readCount("SISTER_SERVICE_REQUESTS", 64, env);
  const seconds = readCount("SISTER_SERVICE_TIMEOUT_S", 3600, env);
  return { ...(atOnce === null ? {} : { atOnce }), ...(seconds === null ? {} : { seconds }) };
}

function readCount(name: string, most: number, env: NodeJS.ProcessEnv): number | null {
  const value = env[name]?.trim();
  if (!value) return null;
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new SisterError(`${name} is "${value}": set it to a whole number from 1 to ${most}`, { exitCode: 2 });
}

/**
 * The log: JSON lines on standard error. Secrets are removed from every line: tokens, sessions, and passwords of the
 * environment.
 */
import { pino, type Logger } from "pino";
import type { Settings } from "./settings.js";

/** Tokens and sessions, as src/store creates them. */
const TOKENS = /sister_(session_)?[\w-]{43}/g;
const REMOVED = "[secret]";

/** Opens the log of a program. */
export function openLog(settings: Settings, env: NodeJS.ProcessEnv = process.env): Logger {
  const secrets = secretsOf(settings, env);
  return pino(
    {
      level: settings.logLevel,
      hooks: {
        streamWrite: (line) => {
          let clean = line.replace(TOKENS, REMOVED);
          for (const secret of secrets) clean = clean.replaceAll(secret, REMOVED);
          return clean;
        },
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** Passwords of the environment, as they are written in URLs and decoded. */
function secretsOf({ databaseUrl }: Settings, env: NodeJS.ProcessEnv): string[] {
  const secrets = new Set<string>();
  const add = (secret: string | undefined): void => {
    // A shorter password may be a word that occurs by chance.
    if (secret !== undefined && secret.length >= 6) secrets.add(JSON.stringify(secret).slice(1, -1));
  };
  for (const url of [databaseUrl ?? "", ...(env["DATABASE_REPLICA_URLS"] ?? "").split(","), env["REDIS_URL"] ?? ""]) {
    const password = /^\w+:\/\/[^:/@]*:([^@]+)@/.exec(url.trim())?.[1];
    add(password);
    try {
      add(password === undefined ? undefined : decodeURIComponent(password));
    } catch {
      // It is not URL-encoded.
    }
  }
  add(env["REDIS_PASSWORD"]);
  add(env["PGPASSWORD"]);
  return [...secrets];
}

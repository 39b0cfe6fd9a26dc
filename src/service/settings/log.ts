/** The log: JSON lines on standard error. Whoever reads it gets no secret: what looks like one, or is one of the environment's, is taken out of every line. */
import { pino, type Logger } from "pino";
import type { Settings } from "./settings.js";

/** Tokens and sessions, as src/store makes them. */
const OURS = /sister_(session_)?[\w-]{43}/g;
const TAKEN_OUT = "[secret]";

/** Opens the log of a program. */
export function openLog(settings: Settings, env: NodeJS.ProcessEnv = process.env): Logger {
  const secrets = secretsOf(settings, env);
  return pino(
    {
      level: settings.logLevel,
      hooks: {
        streamWrite: (line) => {
          let clean = line.replace(OURS, TAKEN_OUT);
          for (const secret of secrets) clean = clean.replaceAll(secret, TAKEN_OUT);
          return clean;
        },
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** Passwords of the environment, as they are written there and as they are meant. */
function secretsOf({ databaseUrl }: Settings, env: NodeJS.ProcessEnv): string[] {
  const secrets = new Set<string>();
  const add = (secret: string | undefined): void => {
    // A shorter one is a word that occurs by chance.
    if (secret !== undefined && secret.length >= 6) secrets.add(JSON.stringify(secret).slice(1, -1));
  };
  for (const url of [databaseUrl ?? "", ...(env["DATABASE_REPLICA_URLS"] ?? "").split(","), env["REDIS_URL"] ?? ""]) {
    const password = /^\w+:\/\/[^:/@]*:([^@]+)@/.exec(url.trim())?.[1];
    add(password);
    try {
      add(password === undefined ? undefined : decodeURIComponent(password));
    } catch {
      // It is no escape, and stands as it is.
    }
  }
  add(env["REDIS_PASSWORD"]);
  add(env["PGPASSWORD"]);
  return [...secrets];
}

/** `sister group`: keeps a process group running for the servers of the API. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { parseCount } from "./options.js";
import { messageOf, SisterError } from "../errors.js";
import { DataFolder } from "../service/uploads/data-folder.js";
import { followClearing } from "../service/work/heard-cache.js";
import { openLog } from "../service/settings/log.js";
import { databaseAwayLog } from "../service/health/database-away-log.js";
import { openCache } from "../service/settings/open-cache.js";
import { openForOthers } from "../service/settings/open-database.js";
import { readSettings } from "../service/settings/settings.js";
import { chooseSpeech } from "../speech/default-engine.js";
import { startSupervisor } from "../service/work/supervisor.js";
import { Counters } from "../service/health/counters.js";
import { DatabaseAway } from "../database/database.js";
import { migrate } from "../database/migrations/migrate.js";

interface GroupOptions {
  hostfile?: string;
  ranks?: number;
}

export function addGroupCommand(program: Command): void {
  program
    .command("group")
    .description(
      "keep a process group running for the servers of DATABASE_URL, or for the sister serve of this data folder",
    )
    .option("--hostfile <file>", "hosts that share the ranks, one per line: HOST slots=N (default: only this host)")
    .option("--ranks <n>", "number of MPI ranks, if this is the only host (default: one per core)", parseCount)
    .action(async (options: GroupOptions) => {
      process.exitCode = await group(options);
    });
}

/** Keeps a group until SIGINT or SIGTERM, or until the server that has the database ends. Logs are JSON lines on standard error. */
async function group({ hostfile, ranks }: GroupOptions, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  if (hostfile !== undefined && ranks !== undefined)
    throw new SisterError(
      "--ranks cannot be combined with --hostfile: the slots of the hostfile give the number of ranks",
      { exitCode: 2 },
    );
  const settings = readSettings(env);
  const speech = await chooseSpeech({ model: settings.speechModel ?? undefined, env });
  const log = openLog(settings, env).child({ part: "group" });
  if (speech.note !== null) log.warn(speech.note);
  const folder = await DataFolder.open(settings.dataFolder);
  let lost: () => void = () => undefined;
  const isLost = new Promise<"lost">((settle) => (lost = () => settle("lost")));
  const database = await openForOthers(settings, folder, lost);
  await migrate(database);
  const noteAway = databaseAwayLog((message) => log.warn(message));
  const warn = (message: string, error?: unknown): void =>
    error instanceof DatabaseAway ? noteAway(error) : log.warn({ err: error }, message);
  const counters = new Counters(database, warn);
  const cache = openCache(settings, (message) => log.warn(message));
  await followClearing({ database, cache });
  const supervisor = await startSupervisor({
    database,
    folder,
    cache,
    speech,
    hostfile: hostfile === undefined ? null : resolve(hostfile),
    ranks: ranks ?? null,
    durationMost: settings.durationMost,
    counters,
    warn,
    note: (message) => log.info(message),
  });
  log.info("keeping a process group");
  const end = await Promise.race([
    isLost,
    new Promise<NodeJS.Signals>((settle) => {
      for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, settle);
    }),
  ]);
  log.info({ end }, "stopping");
  if (end === "lost") {
    await supervisor.group.stop();
    throw new SisterError("the server that holds the database has ended, and this group ends with it");
  }
  await supervisor.stop().catch((error: unknown) => log.warn({ err: error }, messageOf(error)));
  await counters.stop();
  await database.close();
  await cache.close();
  return end === "SIGINT" ? 130 : 143;
}

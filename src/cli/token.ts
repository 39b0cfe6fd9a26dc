/** `sister token`: creates, lists and revokes API tokens. */
import type { Command } from "commander";
import { SisterError } from "../errors.js";
import { DataFolder } from "../service/uploads/data-folder.js";
import { openForOthers, openForServer } from "../service/settings/open-database.js";
import { readSettings } from "../service/settings/settings.js";
import type { Database } from "../database/database.js";
import { migrate } from "../database/migrations/migrate.js";
import { createToken, listTokens, revokeToken } from "../store/access/tokens.js";
import { printText } from "./terminal/print.js";

export function addTokenCommands(program: Command): void {
  const token = program.command("token").description("API tokens");
  token
    .command("create")
    .argument("<name>", "its owner: tokens of one name see the same jobs")
    .option("--operator", "it may also read and clear what belongs to the whole installation: the group, the cache")
    .description("create a token and print it, once")
    .action(async (name: string, options: { operator?: boolean }) => {
      process.exitCode = await tokenCreate(name, options);
    });
  token
    .command("list", { isDefault: true })
    .description("list all tokens, without their secrets")
    .action(async () => {
      process.exitCode = await tokenList();
    });
  token
    .command("revoke")
    .argument("<id>", "its id in the list")
    .description("revoke a token for good")
    .action(async (id: string) => {
      process.exitCode = await tokenRevoke(id);
    });
}

/**
 * Runs some work with the database that a server of this environment uses: the embedded one, by its socket if a server has
 * it open.
 */
async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const settings = readSettings();
  const folder = await DataFolder.open(settings.dataFolder);
  const database = await openForOthers(settings, folder).catch((error: unknown) => {
    if (settings.databaseUrl !== null) throw error;
    // No server runs, so this process may open the database itself.
    return openForServer(settings, folder);
  });
  try {
    await migrate(database);
    return await work(database);
  } finally {
    await database.close();
  }
}

async function tokenCreate(name: string, { operator = false }: { operator?: boolean } = {}): Promise<number> {
  if (!/^[\w.@-]{1,64}$/.test(name)) {
    throw new SisterError(
      `"${name}" cannot be the name of a token: give 1 to 64 letters, digits, dots, "_", "@" or "-"`,
      { exitCode: 2 },
    );
  }
  const { id, secret } = await withDatabase((database) => createToken(database, name, { operator }));
  printText(secret);
  console.error(`sister: token ${id} of ${name}: store it now, it is not shown again`);
  return 0;
}

async function tokenList(): Promise<number> {
  for (const { id, owner, operator, createdAt, revokedAt } of await withDatabase((database) => listTokens(database)))
    printText(
      `${id}  ${owner}  ${createdAt.toISOString()}${operator ? "  operator" : ""}${revokedAt ? `  revoked ${revokedAt.toISOString()}` : ""}`,
    );
  return 0;
}

async function tokenRevoke(id: string): Promise<number> {
  const revoked = await withDatabase((database) => revokeToken(database, id));
  if (!revoked) throw new SisterError(`there is no token ${id}: list all with "sister token list"`, { exitCode: 2 });
  printText(`${id}  ${revoked.owner}  revoked`);
  return 0;
}

/** `sister token`: API tokens, made, listed and revoked. */
import { SisterError } from "../errors.js";
import { DataFolder } from "../service/uploads/data-folder.js";
import { openForOthers, openForServer } from "../service/settings/open-database.js";
import { readSettings } from "../service/settings/settings.js";
import type { Database } from "../database/database.js";
import { migrate } from "../database/migrations/migrate.js";
import { createToken, listTokens, revokeToken } from "../store/access/tokens.js";
import { printText } from "./terminal/print.js";

/** With the database that a server of this environment has: the embedded one by its socket, where a server has it open. */
async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const settings = readSettings();
  const folder = await DataFolder.open(settings.dataFolder);
  const database = await openForOthers(settings, folder).catch((error: unknown) => {
    if (settings.databaseUrl !== null) throw error;
    // No server runs: then it is open to us.
    return openForServer(settings, folder);
  });
  try {
    await migrate(database);
    return await work(database);
  } finally {
    await database.close();
  }
}

export async function tokenCreate(name: string, { operator = false }: { operator?: boolean } = {}): Promise<number> {
  if (!/^[\w.@-]{1,64}$/.test(name)) {
    throw new SisterError(`"${name}" is no name for a token: up to 64 letters, digits and . _ @ -`, { exitCode: 2 });
  }
  const { id, secret } = await withDatabase((database) => createToken(database, name, { operator }));
  printText(secret);
  console.error(`sister: token ${id} of ${name}: keep it, it is not shown again`);
  return 0;
}

export async function tokenList(): Promise<number> {
  for (const { id, owner, operator, createdAt, revokedAt } of await withDatabase((database) => listTokens(database)))
    printText(
      `${id}  ${owner}  ${createdAt.toISOString()}${operator ? "  operator" : ""}${revokedAt ? `  revoked ${revokedAt.toISOString()}` : ""}`,
    );
  return 0;
}

export async function tokenRevoke(id: string): Promise<number> {
  const revoked = await withDatabase((database) => revokeToken(database, id));
  if (!revoked) throw new SisterError(`there is no token ${id}: sister token list shows them`, { exitCode: 2 });
  printText(`${id}  ${revoked.owner}  revoked`);
  return 0;
}

/** A data folder for one server. Its embedded database is a copy of one that is made once for all tests, because making one takes seconds. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { makeFolder } from "../../cli/sister.js";

export type Place = Awaited<ReturnType<typeof makeFolder>>;

/** A folder with a database. Use `makeFolder` only for tests of the very first start. */
export async function makePlace(): Promise<Place> {
  const place = await makeFolder();
  await copyDatabase(join(place.folder, "data"));
  return place;
}

/** Copies an empty database of this version into a data folder. */
export async function copyDatabase(dataFolder: string): Promise<void> {
  await cp(inject("database"), join(dataFolder, "database"), { recursive: true });
}

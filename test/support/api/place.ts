/** A data folder for one server. Its embedded database is a copy of one that was made once for all tests: making one takes seconds. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { makeFolder } from "../../cli/sister.js";

export type Place = Awaited<ReturnType<typeof makeFolder>>;

/** As makeFolder; only what is about the first start of all begins without a database. */
export async function makePlace(): Promise<Place> {
  const place = await makeFolder();
  await copyDatabase(join(place.folder, "data"));
  return place;
}

/** Puts an empty database of this version into a data folder. */
export async function copyDatabase(dataFolder: string): Promise<void> {
  await cp(inject("database"), join(dataFolder, "database"), { recursive: true });
}

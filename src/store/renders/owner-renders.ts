/** An owner's renders and previews, to find out how much of the disk they take. */
import { one, type Queryable } from "../../database/database.js";
import { IS_UNFINISHED } from "../statuses.js";
import type { RenderRecord } from "./renders.js";

export interface OwnersRender extends Pick<RenderRecord, "id" | "job" | "kind" | "status"> {
  /** Size of the video that it is made from. */
  videoBytes: number;
}

/** All that are finished or will be made. A failed render leaves no file. */
export async function listOwnersRenders(on: Queryable, owner: string): Promise<OwnersRender[]> {
  const { rows } = await on.query<OwnersRender>(
    `SELECT renders.id, renders.job, renders.kind, renders.status, files.bytes AS "videoBytes"
     FROM renders JOIN jobs ON jobs.id = renders.job JOIN files ON files.sha256 = jobs.file
     WHERE jobs.owner = $1 AND renders.status <> 'failed'`,
    [owner],
  );
  return rows;
}

/** How many renders and previews of an owner wait or are in work. */
export async function countUnfinishedRenders(on: Queryable, owner: string): Promise<number> {
  const { count } = await one<{ count: number }>(
    on,
    `SELECT count(*)::int AS count FROM renders JOIN jobs ON jobs.id = renders.job
     WHERE jobs.owner = $1 AND renders.status ${IS_UNFINISHED}`,
    [owner],
  );
  return count;
}

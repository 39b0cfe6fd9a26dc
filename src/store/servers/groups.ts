/** Process groups that take jobs from the queue, as their supervisors report them. */
import { one, type Queryable } from "../../database/database.js";

/** A group whose supervisor did not report for this many seconds is not alive. */
export const GROUP_GONE_SECONDS = 30;
/** Condition on rows of `groups`. */
export const GROUP_IS_ALIVE = `seen_at > now() - interval '${GROUP_GONE_SECONDS} seconds'`;

/**
 * Records that a group is alive. Its supervisor calls it every few seconds.
 *
 * @param group `holder`: the holder's name in the leases of its jobs
 */
export async function noteGroup(
  on: Queryable,
  group: { id: string; host: string; ranks: readonly { rank: number; host: string }[]; holder: string },
): Promise<void> {
  const ranks = group.ranks.map(({ rank, host }) => ({ rank, host }));
  await on.query(
    `INSERT INTO groups (id, host, ranks, holder) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE SET ranks = $3, seen_at = now()`,
    [group.id, group.host, JSON.stringify(ranks), group.holder],
  );
  await on.query("DELETE FROM groups WHERE seen_at < now() - interval '1 day'");
}

/** Deletes a group that has ended: servers need not wait until it counts as gone. */
export async function forgetGroup(on: Queryable, id: string): Promise<void> {
  await on.query("DELETE FROM groups WHERE id = $1", [id]);
}

/** How many ranks all groups have that are alive. */
export async function aliveRanks(on: Queryable): Promise<number> {
  const { ranks } = await one<{ ranks: number }>(
    on,
    `SELECT coalesce(sum(jsonb_array_length(ranks)), 0)::float8 AS ranks FROM groups WHERE ${GROUP_IS_ALIVE}`,
  );
  return ranks;
}

/** A rank, and the segment that it recognizes now. Null: it is idle. */
export interface RankNow {
  rank: number;
  host: string;
  job: string | null;
  filename: string | null;
  segment: number | null;
  since: Date | null;
}

export interface GroupNow {
  id: string;
  host: string;
  seenAt: Date;
  ranks: RankNow[];
}

/** The groups that are alive, and what each of their ranks does. */
export async function readGroups(on: Queryable): Promise<GroupNow[]> {
  const groups = await on.query<Omit<GroupNow, "ranks"> & { holder: string; ranks: { rank: number; host: string }[] }>(
    `SELECT id, host, seen_at AS "seenAt", holder, ranks FROM groups WHERE ${GROUP_IS_ALIVE} ORDER BY started_at, id`,
  );
  // A rank may align the words of one segment while it recognizes the next: the later one counts.
  const running = await on.query<Omit<RankNow, "host"> & { holder: string }>(
    `SELECT DISTINCT ON (holder, rank) lease_holder AS holder, rank, jobs.id AS job, filename, segments.index AS segment,
       changed_at AS since
     FROM segments JOIN jobs ON jobs.id = segments.job
     WHERE segments.status = 'running' AND jobs.status = 'running' AND lease_holder IS NOT NULL
     ORDER BY holder, rank, changed_at DESC, segments.index DESC`,
  );
  const now = new Map(running.rows.map(({ holder, ...what }) => [`${what.rank} ${holder}`, what]));
  const idle = { job: null, filename: null, segment: null, since: null };
  return groups.rows.map(({ holder, ranks, ...group }) => ({
    ...group,
    ranks: ranks.map(({ rank, host }) => ({ ...(now.get(`${rank} ${holder}`) ?? idle), rank, host })),
  }));
}

/** Process groups that serve the queue, as their supervisors say. */
import { one, type Queryable } from "./database.js";

/** A group that was not seen for so many seconds is not alive. */
export const GROUP_GONE_SECONDS = 30;

/** Says that a group is alive; its supervisor does it again and again. */
export async function noteGroup(
  on: Queryable,
  group: { id: string; host: string; ranks: readonly { rank: number; host: string }[] },
): Promise<void> {
  const ranks = group.ranks.map(({ rank, host }) => ({ rank, host }));
  await on.query(
    `INSERT INTO groups (id, host, ranks) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET ranks = $3, seen_at = now()`,
    [group.id, group.host, JSON.stringify(ranks)],
  );
  await on.query("DELETE FROM groups WHERE seen_at < now() - interval '1 day'");
}

/** A group is gone, and nobody needs to wait for it. */
export async function forgetGroup(on: Queryable, id: string): Promise<void> {
  await on.query("DELETE FROM groups WHERE id = $1", [id]);
}

/** Ranks of all groups that are alive. */
export async function aliveRanks(on: Queryable): Promise<number> {
  const { ranks } = await one<{ ranks: number }>(
    on,
    `SELECT coalesce(sum(jsonb_array_length(ranks)), 0)::float8 AS ranks FROM groups
     WHERE seen_at > now() - make_interval(secs => $1)`,
    [GROUP_GONE_SECONDS],
  );
  return ranks;
}

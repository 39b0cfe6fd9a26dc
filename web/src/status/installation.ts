/** Views of the answer of `GET /api/group`. Pure. */
import type { GroupState } from "../api/group.js";

type Groups = NonNullable<GroupState["groups"]>;
export type RankNow = Groups[number]["ranks"][number];

export interface HostNow {
  /** The group's id and the host's name. */
  key: string;
  host: string;
  group: string;
  /** In the order of their numbers. */
  ranks: RankNow[];
  busy: number;
}

/** The machines with their ranks, in the order of their first rank. */
export function hostsOf(groups: Groups): HostNow[] {
  return groups.flatMap(({ id, ranks }) => {
    const hosts = new Map<string, RankNow[]>();
    for (const rank of ranks.toSorted((a, b) => a.rank - b.rank))
      hosts.set(rank.host, [...(hosts.get(rank.host) ?? []), rank]);
    return [...hosts].map(([host, its]) => ({
      key: `${id} ${host}`,
      host,
      group: id,
      ranks: its,
      busy: its.filter(({ job }) => job !== null).length,
    }));
  });
}

/** The targets of each source, by translator. */
export function routesOf(translators: NonNullable<GroupState["translators"]>) {
  const by = new Map<string, { count: number; sources: Map<string, string[]> }>();
  for (const { source, target, by: name } of translators) {
    const one = by.get(name) ?? { count: 0, sources: new Map<string, string[]>() };
    one.count += 1;
    one.sources.set(source, [...(one.sources.get(source) ?? []), target]);
    by.set(name, one);
  }
  return [...by].map(([name, { count, sources }]) => ({ name, count, sources: [...sources] }));
}

/** A disk with less free space than this many times the required minimum is nearly full. */
const NEARLY = 3;

export const isDiskLow = ({ freeBytes, leastBytes }: NonNullable<GroupState["disk"]>): boolean =>
  freeBytes < NEARLY * leastBytes;

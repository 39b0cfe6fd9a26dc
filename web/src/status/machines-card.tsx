/** The machines of process groups and the current work of each rank. */
import { Server } from "lucide-react";
import { Link } from "wouter";
import type { GroupState } from "../api/group.js";
import { duration } from "../language/format.js";
import { useTexts } from "../language/texts.js";
import { Card, Unknown } from "./card.js";
import { hostsOf, type HostNow, type RankNow } from "./installation.js";

/** `now`: arrival time of the answer, in milliseconds. */
export function MachinesCard({ groups, now }: { groups: GroupState["groups"]; now: number }) {
  const t = useTexts().status;
  return (
    <Card wide title={t.machines} hint={t.machinesHint}>
      {groups === null ? (
        <Unknown />
      ) : groups.length === 0 ? (
        <p className="text-muted">{t.noMachines}</p>
      ) : (
        <ul className="grid gap-3 md:grid-cols-2">
          {hostsOf(groups).map((host) => (
            <Machine key={host.key} machine={host} now={now} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Machine({ machine: { host, group, ranks, busy }, now }: { machine: HostNow; now: number }) {
  const t = useTexts().status;
  return (
    <li className="border-line bg-page flex min-w-0 flex-col gap-2 rounded-xl border p-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h3 className="flex min-w-0 items-center gap-2 font-semibold">
          <Server aria-hidden size={17} className="text-muted shrink-0" />
          <span className="truncate">{host}</span>
        </h3>
        <span className="text-muted text-sm">{t.workers(busy, ranks.length)}</span>
      </div>
      <ul className="flex flex-col gap-1">
        {ranks.map((rank) => (
          <Worker key={rank.rank} rank={rank} now={now} />
        ))}
      </ul>
      <p className="text-muted truncate text-xs" title={group}>
        {t.group(group.slice(0, 8))}
      </p>
    </li>
  );
}

function Worker({ rank: { rank, job, filename, segment, since }, now }: { rank: RankNow; now: number }) {
  const t = useTexts().status;
  const isBusy = job !== null;
  const name = filename ?? job?.slice(0, 8) ?? "";
  // The page counts segments from 1.
  const does = !isBusy ? t.free : segment === null ? t.works(name) : t.listens(segment + 1, name);
  return (
    <li className="flex items-baseline gap-2 text-sm">
      <span
        aria-hidden
        className={`mt-1.5 size-2.5 shrink-0 self-start rounded-full border ${isBusy ? "bg-accent border-accent" : "border-muted"}`}
      />
      <span className="text-muted shrink-0 tabular-nums">{t.worker(rank)}</span>
      <span className="min-w-0 flex-1 wrap-anywhere" dir="auto">
        {isBusy ? (
          <Link href={`/jobs/${job}`} className="underline decoration-dotted underline-offset-2">
            {does}
          </Link>
        ) : (
          does
        )}
      </span>
      {isBusy && since !== null && (
        <span className="text-muted shrink-0 tabular-nums">
          {t.since(duration(Math.max(0, (now - Date.parse(since)) / 1000)))}
        </span>
      )}
    </li>
  );
}

/** The operators' screen: machines and their work, queue, engines, database, cache, disk. */
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleHelp } from "lucide-react";
import { groupQuery, type GroupState } from "../api/group.js";
import { meQuery } from "../api/current-user.js";
import { ApiProblem, problemText } from "../api/problem.js";
import { Notice } from "../controls/notice.js";
import { useTexts } from "../language/texts.js";
import { HeardCard } from "./cache-card.js";
import { DiskCard, EngineCard, QueueCard, ServersCard, StoreCard, TranslatorsCard } from "./installation-cards.js";
import { MachinesCard } from "./machines-card.js";

export function StatusScreen() {
  const t = useTexts();
  const { data: me } = useQuery(meQuery);
  if (me === undefined) return <p className="text-muted p-6">{t.app.loading}</p>;
  return me.operator ? <Installation /> : <Refused />;
}

function Refused() {
  const t = useTexts().status;
  return (
    <div className="mx-auto flex max-w-xl flex-col gap-3 p-6">
      <h1 className="text-2xl font-semibold">{t.refused}</h1>
      <p className="text-muted">{t.refusedHint}</p>
    </div>
  );
}

function Installation() {
  const t = useTexts();
  const { data: state, error, dataUpdatedAt } = useQuery(groupQuery);
  if (error instanceof ApiProblem && error.status === 403) return <Refused />;
  return (
    <div className="mx-auto flex max-w-screen-xl flex-col gap-4 p-4">
      <div>
        <h1 className="text-2xl font-semibold">{t.status.title}</h1>
        <p className="text-muted">{t.status.lead}</p>
      </div>
      {error !== null && <Notice kind="error">{state ? t.status.stale : problemText(error)}</Notice>}
      {state ? (
        <>
          <Ready ready={state.ready} />
          <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
            <MachinesCard groups={state.groups} now={dataUpdatedAt} />
            <QueueCard queue={state.queue} />
            <DiskCard disk={state.disk} />
            <HeardCard />
            <EngineCard engine={state.engine} />
            <TranslatorsCard translators={state.translators} />
            <StoreCard database={state.database} cache={state.cache} />
            <ServersCard servers={state.servers} />
          </div>
        </>
      ) : (
        error === null && <p className="text-muted">{t.app.loading}</p>
      )}
    </div>
  );
}

/** The state of the installation in one sentence. */
function Ready({ ready }: { ready: GroupState["ready"] }) {
  const t = useTexts().status;
  const look = ready === null ? "bg-raised" : ready.ready ? "bg-surface" : "bg-bad-soft";
  return (
    <div role="status" className={`border-line flex items-start gap-3 rounded-2xl border p-4 ${look}`}>
      {ready === null ? (
        <CircleHelp aria-hidden className="text-muted shrink-0" />
      ) : ready.ready ? (
        <CircleCheck aria-hidden className="text-good shrink-0" />
      ) : (
        <CircleAlert aria-hidden className="text-bad shrink-0" />
      )}
      <div>
        <p className="font-semibold">{ready === null ? t.readyUnknown : ready.ready ? t.good : t.bad}</p>
        {ready !== null && !ready.ready && (
          <>
            <p className="text-sm">{t.badHint}</p>
            <ul className="list-disc ps-5 text-sm">
              {ready.problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

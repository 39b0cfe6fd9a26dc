/** Cards of the operators' screen: queue, servers, engine, translation, database, cache, disk. */
import type { GroupState } from "../api/group.js";
import { Notice } from "../controls/notice.js";
import { Progress } from "../controls/progress.js";
import { bytes, decimal, duration, languageName, moment } from "../language/format.js";
import { useTexts } from "../language/texts.js";
import { Card, Fact, Facts, Unknown } from "./card.js";
import { isDiskLow, routesOf } from "./installation.js";

export function QueueCard({ queue }: { queue: GroupState["queue"] }) {
  const t = useTexts().status;
  return (
    <Card title={t.queue}>
      {queue ? (
        <Facts>
          {(["group", "local", "renders"] as const).map((name) => (
            <Fact key={name} name={t.queues[name]}>
              <span className="font-semibold tabular-nums">{decimal(queue[name], 0)}</span>
            </Fact>
          ))}
        </Facts>
      ) : (
        <Unknown />
      )}
    </Card>
  );
}

export function ServersCard({ servers }: { servers: GroupState["servers"] }) {
  const t = useTexts().status;
  return (
    <Card title={t.servers}>
      {servers === null ? (
        <Unknown />
      ) : servers.length === 0 ? (
        <p className="text-muted">{t.noServers}</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {servers.map(({ id, host, version, startedAt }) => (
            <li key={id} className="flex min-w-0 flex-col">
              <span className="truncate font-medium">{host}</span>
              <span className="text-muted text-sm">{t.server(version, moment(startedAt))}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export function EngineCard({ engine }: { engine: GroupState["engine"] }) {
  const t = useTexts().status;
  const { name, model, languages, provider, note } = engine;
  return (
    <Card title={t.engine}>
      <Facts>
        <Fact name={t.engineName}>{name}</Fact>
        {model !== null && <Fact name={t.model}>{model}</Fact>}
        <Fact name={t.provider}>{t.providers[provider] ?? provider}</Fact>
        <Fact name={t.hears}>{languages.includes("*") ? t.anyLanguage : languages.map(languageName).join(", ")}</Fact>
      </Facts>
      {note !== null && <Notice kind="warning">{note}</Notice>}
    </Card>
  );
}

export function TranslatorsCard({ translators }: { translators: GroupState["translators"] }) {
  const t = useTexts().status;
  return (
    <Card title={t.translators}>
      {translators === null ? (
        <Unknown />
      ) : translators.length === 0 ? (
        <p className="text-muted">{t.noTranslators}</p>
      ) : (
        routesOf(translators).map(({ name, count, sources }) => (
          <details key={name}>
            <summary className="pointer-coarse:py-2">
              {t.pairs(count)} <span className="text-muted">({name})</span>
            </summary>
            <ul className="text-muted mt-2 max-h-48 overflow-y-auto text-sm" tabIndex={0} aria-label={t.translators}>
              {sources.map(([source, targets]) => (
                <li key={source}>{t.translatesTo(languageName(source), targets.map(languageName).join(", "))}</li>
              ))}
            </ul>
          </details>
        ))
      )}
    </Card>
  );
}

export function StoreCard({ database, cache }: Pick<GroupState, "database" | "cache">) {
  const t = useTexts().status;
  return (
    <Card title={t.data}>
      <Facts>
        <Fact name={t.database}>{t.databases[database.kind]}</Fact>
        {database.kind === "postgres" && (
          <Fact name={t.primary}>
            {database.primary ?? <span className="text-bad font-medium">{t.noPrimary}</span>}
          </Fact>
        )}
        {database.replicas.map(({ host, lagSeconds }) => (
          <Fact key={host} name={t.replicas}>
            {host}:{" "}
            {lagSeconds === null ? <span className="text-bad font-medium">{t.away}</span> : t.lag(duration(lagSeconds))}
          </Fact>
        ))}
        <Fact name={t.cache}>
          {t.caches[cache.kind]}:{" "}
          <span className={cache.state === "alive" ? "text-good" : "text-bad font-medium"}>
            {t.cacheStates[cache.state]}
          </span>
        </Fact>
      </Facts>
    </Card>
  );
}

export function DiskCard({ disk }: { disk: GroupState["disk"] }) {
  const t = useTexts().status;
  return (
    <Card title={t.disk}>
      {disk ? (
        <>
          <p>{t.diskFree(bytes(disk.freeBytes), bytes(disk.totalBytes))}</p>
          <Progress label={t.diskUsed} share={1 - disk.freeBytes / Math.max(1, disk.totalBytes)} />
          <p className="text-muted text-sm">{t.diskLeast(bytes(disk.leastBytes))}</p>
          {isDiskLow(disk) && <Notice kind="warning">{t.diskLow}</Notice>}
        </>
      ) : (
        <Unknown />
      )}
    </Card>
  );
}

/** Messages about a job: errors, warnings, lost workers. */
import type { Job } from "../../api/client.js";
import { Notice } from "../../controls/notice.js";
import { clock, decimal, languageName } from "../../language/format.js";
import { useTexts, type Texts } from "../../language/texts.js";
import { workerName } from "./describe-segment.js";
import type { Handover } from "./live/live-job.js";

export function JobNotices({ job }: { job: Job }) {
  const t = useTexts();
  const { failed, total } = job.segments;
  return (
    <>
      {job.status === "failed" && (
        <Notice kind="error">
          {failed > 0 ? (
            <p>{t.watch.failedParts(decimal(failed, 0), decimal(total, 0))}</p>
          ) : (
            <>
              <p>{t.watch.phase.failed}</p>
              {job.error !== null && (
                <p className="mt-1 wrap-break-word">
                  {t.watch.failedWhy}{" "}
                  <span lang="en" dir="auto">
                    {job.error}
                  </span>
                </p>
              )}
            </>
          )}
        </Notice>
      )}
      {job.warnings.map((warning, place) => (
        <Notice key={place} kind="warning">
          <WarningText warning={warning} source={job.source} />
        </Notice>
      ))}
      {job.fallback && (
        <Notice kind="info">
          <p>{t.watch.fallback}</p>
        </Notice>
      )}
    </>
  );
}

/** A warning in the words of the page. Those that name times, terms or tracks are followed by the server's words. */
function WarningText({ warning, source }: { warning: Job["warnings"][number]; source: string }) {
  const t = useTexts();
  const text = warningText(t, warning, source);
  if (text !== null) return <p className="wrap-break-word">{text}</p>;
  const lead = leadText(t, warning);
  return (
    <>
      <p>{lead}</p>
      <p lang="en" dir="auto" className="text-muted mt-1 text-sm wrap-break-word">
        {warning.message}
      </p>
    </>
  );
}

/** What comes before the server's own words. */
function leadText(t: Texts, { code }: Job["warnings"][number]): string {
  const { warnings } = t.watch;
  switch (code) {
    case "untranslated":
      return warnings.untranslated;
    case "glossary":
      return warnings.glossary;
    case "unused-sound":
      return warnings.unusedSound;
    case "times-estimated":
      return warnings.timesEstimated;
    default:
      return warnings.other;
  }
}

/** All of a warning; null if the server's words belong to it. */
function warningText(t: Texts, { code }: Job["warnings"][number], source: string): string | null {
  const { warnings } = t.watch;
  switch (code) {
    case "no-speech":
      return warnings.noSpeech;
    case "sounds-foreign":
      return warnings.soundsForeign(languageName(source));
    case "voice-fallback":
      return warnings.voiceFallback;
    case "not-resumable":
      return warnings.notResumable;
    case "damaged-sound":
      return warnings.damagedSound;
    case "engine-fallback":
      return warnings.engineFallback;
    default:
      return null;
  }
}

/** The most messages of this kind that are shown one by one. */
const SHOWN = 3;

/** Segments that moved from one worker to another, the newest first. */
export function HandoverNotice({ handovers }: { handovers: readonly Handover[] }) {
  const t = useTexts();
  if (handovers.length === 0) return null;
  const newest = handovers.slice(-SHOWN).reverse();
  const more = handovers.length - newest.length;
  return (
    <Notice kind="warning">
      <ul className="flex flex-col gap-1">
        {newest.map((handover, place) => (
          <li key={place}>{handoverText(t, handover)}</li>
        ))}
        {more > 0 && <li className="text-muted">{t.watch.moreHandovers(decimal(more, 0))}</li>}
      </ul>
    </Notice>
  );
}

function handoverText(t: Texts, { from, to, start }: Handover): string {
  const [who, time] = [workerName(t, from), clock(start)];
  return to ? t.watch.handedOver(who, time, workerName(t, to)) : t.watch.handedBack(who, time);
}

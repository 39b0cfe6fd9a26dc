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
          <p className="wrap-break-word">{warningText(t, warning, job.source)}</p>
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

function warningText(t: Texts, { code, message }: Job["warnings"][number], source: string): string {
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
      return warnings.other(message);
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

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

/** A warning in the words of the page. */
function WarningText({ warning, source }: { warning: Job["warnings"][number]; source: string }) {
  const { text, isWhole } = describeWarning(useTexts(), warning.code, source);
  return (
    <>
      <p className="wrap-break-word">{text}</p>
      {!isWhole && (
        <p lang="en" dir="auto" className="text-muted mt-1 text-sm wrap-break-word">
          {warning.message}
        </p>
      )}
    </>
  );
}

/** `isWhole`: nothing is to be added. Otherwise the server's own words follow, which name times, terms or tracks. */
function describeWarning(
  { watch: { warnings } }: Texts,
  code: string,
  source: string,
): { text: string; isWhole: boolean } {
  switch (code) {
    case "no-speech":
      return { text: warnings.noSpeech, isWhole: true };
    case "sounds-foreign":
      return { text: warnings.soundsForeign(languageName(source)), isWhole: true };
    case "voice-fallback":
      return { text: warnings.voiceFallback, isWhole: true };
    case "not-resumable":
      return { text: warnings.notResumable, isWhole: true };
    case "damaged-sound":
      return { text: warnings.damagedSound, isWhole: true };
    case "engine-fallback":
      return { text: warnings.engineFallback, isWhole: true };
    case "untranslated":
      return { text: warnings.untranslated, isWhole: false };
    case "glossary":
      return { text: warnings.glossary, isWhole: false };
    case "unused-sound":
      return { text: warnings.unusedSound, isWhole: false };
    case "times-estimated":
      return { text: warnings.timesEstimated, isWhole: false };
    default:
      return { text: warnings.other, isWhole: false };
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

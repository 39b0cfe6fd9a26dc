/** Downloads: the subtitles as files, and the original. */
import { Download } from "lucide-react";
import { SUBTITLE_FORMATS } from "../../../../src/subtitles/formats/formats.js";
import type { Job } from "../../api/client.js";
import { ButtonLink } from "../../controls/button.js";
import { languageName } from "../../language/format.js";
import { useTexts } from "../../language/texts.js";

const FORMATS = [...SUBTITLE_FORMATS.map(({ id }) => id), "json"];

export function DownloadList({ job, languages }: { job: Job; languages: readonly string[] }) {
  const t = useTexts().exporting;
  return (
    <section aria-labelledby="downloads-title" className="flex flex-col gap-3">
      <h2 id="downloads-title" className="text-lg font-semibold">
        {t.downloads}
      </h2>
      <p className="text-muted text-sm">{t.downloadsHint}</p>
      <ul className="flex flex-col gap-2">
        {languages.map((lang) => (
          <li key={lang} className="flex flex-wrap items-center justify-between gap-2">
            <span>
              {languageName(lang)}
              {lang === job.source && <span className="text-muted text-sm"> · {t.spoken}</span>}
            </span>
            <span className="flex flex-wrap gap-2">
              {FORMATS.map((format) => (
                <ButtonLink
                  key={format}
                  small
                  download
                  href={`/api/jobs/${job.id}/subtitles/${lang}.${format}`}
                  aria-label={t.download(languageName(lang), format.toUpperCase())}
                >
                  {format.toUpperCase()}
                </ButtonLink>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {job.links["original"] !== undefined && (
        <div>
          <ButtonLink small download href={job.links["original"]}>
            <Download aria-hidden size={16} />
            {t.original}
          </ButtonLink>
        </div>
      )}
    </section>
  );
}

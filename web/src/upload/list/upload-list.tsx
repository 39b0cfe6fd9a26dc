/** All uploads: running ones, and those that a closed page left. */
import { useTexts } from "../../language/texts.js";
import { UploadRow } from "./upload-row.js";
import { useUploads } from "../uploads.js";

/** Renders nothing without uploads. */
export function UploadList() {
  const t = useTexts().uploads;
  const uploads = useUploads();
  const left = uploads.filter(({ stage }) => stage === "unfinished");
  const others = uploads.filter(({ stage }) => stage !== "unfinished");
  return (
    <>
      {others.length > 0 && (
        <section aria-labelledby="uploads" className="flex flex-col gap-3">
          <h2 id="uploads" className="text-xl font-semibold">
            {t.title}
          </h2>
          <ul className="flex flex-col gap-3">
            {others.map((item) => (
              <UploadRow key={item.id} item={item} isAlone={others.length === 1} />
            ))}
          </ul>
        </section>
      )}
      {left.length > 0 && (
        <section aria-labelledby="unfinished" className="flex flex-col gap-3">
          <h2 id="unfinished" className="text-xl font-semibold">
            {t.unfinishedTitle}
          </h2>
          <p className="text-muted">{t.unfinishedLead}</p>
          <ul className="flex flex-col gap-3">
            {left.map((item) => (
              <UploadRow key={item.id} item={item} isAlone={false} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The form that requests a video with subtitles. */
import { Clapperboard } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import type { Render } from "../../api/client.js";
import type { RenderOrder } from "../../api/renders.js";
import { Button } from "../../controls/button.js";
import { Select } from "../../controls/field.js";
import { Notice } from "../../controls/notice.js";
import { languageName } from "../../language/format.js";
import { useTexts } from "../../language/texts.js";

interface RenderFormProps {
  languages: readonly string[];
  /** Whether the file has no picture. */
  isSound: boolean;
  error: string | undefined;
  onOrder: (order: Omit<RenderOrder, "style">) => Promise<void>;
}

export function RenderForm({ languages, isSound, error, onOrder }: RenderFormProps) {
  const t = useTexts().exporting;
  const name = useId();
  const [lang, setLang] = useState(languages.at(-1) ?? "");
  const [chosen, setChosen] = useState<Render["kind"]>("burn");
  const [isSending, setIsSending] = useState(false);
  const kind = isSound ? "mux" : chosen;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setIsSending(true);
    try {
      await onOrder({ lang, kind });
    } finally {
      setIsSending(false);
    }
  }

  return (
    <section aria-labelledby="make-title" className="flex flex-col gap-3">
      <h2 id="make-title" className="text-lg font-semibold">
        {t.make}
      </h2>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col items-start gap-4">
        <fieldset className="grid w-full gap-2 sm:grid-cols-2">
          <legend className="mb-1 text-sm font-medium">{t.kind}</legend>
          {(["burn", "mux"] as const).map((value) => (
            <label
              key={value}
              className={`border-line flex items-start gap-3 rounded-lg border p-3 ${kind === value ? "bg-accent-soft border-accent" : "bg-surface"} ${isSound && value === "burn" ? "opacity-60" : "cursor-pointer"}`}
            >
              <input
                type="radio"
                name={name}
                checked={kind === value}
                disabled={isSound && value === "burn"}
                onChange={() => setChosen(value)}
                className="accent-accent mt-1 size-4 shrink-0"
              />
              <span className="flex flex-col gap-0.5">
                <span className="font-medium">{t.kinds[value]}</span>
                <span className="text-muted text-sm">{t.kindHints[value]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {isSound && <Notice kind="info">{t.soundOnly}</Notice>}
        <div className="flex w-full flex-wrap items-end gap-3">
          <div className="min-w-44 flex-1">
            <Select
              label={t.language}
              value={lang}
              options={languages.map((value) => ({ value, text: languageName(value) }))}
              onValue={setLang}
            />
          </div>
          <Button type="submit" look="primary" disabled={isSending || lang === ""}>
            <Clapperboard aria-hidden size={18} />
            {t.start}
          </Button>
        </div>
        {error !== undefined && <Notice kind="error">{error}</Notice>}
      </form>
    </section>
  );
}

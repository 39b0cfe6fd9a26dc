/** A chosen file, with a preview and the choice of its languages. */
import { X } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../controls/button.js";
import { toast } from "../controls/toast.js";
import { bytes, clock } from "../language/format.js";
import { useTexts } from "../language/texts.js";
import type { Wanted } from "../upload/wanted.js";
import type { Languages } from "../upload/languages/language-choice.js";
import { LanguageFields } from "../upload/languages/language-fields.js";
import { LocalPreview } from "../upload/list/local-preview.js";
import { chooseForAll, chooseForDraft, removeDraft, type Draft } from "./drafts.js";

interface DraftCardProps {
  draft: Draft;
  wanted: Wanted;
  /** undefined while they are unknown. */
  languages: Languages | undefined;
  isAlone: boolean;
}

export function DraftCard({ draft, wanted, languages, isAlone }: DraftCardProps) {
  const t = useTexts().newJob;
  const [length, setLength] = useState<number | null>(null);
  const { id, file } = draft;
  return (
    <li className="border-line bg-surface flex flex-col gap-5 rounded-2xl border p-4 md:flex-row">
      <LocalPreview
        id={id}
        name={file.name}
        onLength={setLength}
        className={isAlone ? "md:w-1/2" : "md:w-72 md:shrink-0 md:self-start"}
      />
      <div className="flex min-w-0 flex-1 flex-col gap-4">
        <div className="flex items-start justify-between gap-2">
          <div className="min-w-0">
            <h3 dir="auto" className="font-semibold [overflow-wrap:anywhere]">
              {file.name}
            </h3>
            <p className="text-muted text-sm">
              {[bytes(file.size), ...(length === null ? [] : [t.length(clock(length))])].join(" · ")}
            </p>
          </div>
          <IconButton
            label={t.remove(file.name)}
            icon={<X aria-hidden size={18} />}
            small
            onClick={() => removeDraft(id)}
          />
        </div>
        {languages && languages.sources.length > 0 && (
          <LanguageFields languages={languages} value={wanted} onChange={(changed) => chooseForDraft(id, changed)} />
        )}
        {!isAlone && (
          <div>
            <Button
              small
              onClick={() => {
                chooseForAll(wanted);
                toast(t.usedForAll);
              }}
            >
              {t.useForAll}
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}

/** The fields for the spoken language and the target languages. */
import { useId, useState } from "react";
import { Button } from "../../controls/button.js";
import { Select } from "../../controls/field.js";
import { languageName } from "../../language/format.js";
import { usePageLanguage, useTexts } from "../../language/texts.js";
import type { Wanted } from "../wanted.js";
import { AUTO, fitting, shortListOf, sourcesOf, targetsOf, TARGETS_MOST, type Languages } from "./language-choice.js";

interface LanguageFieldsProps {
  languages: Languages;
  value: Wanted;
  onChange: (wanted: Wanted) => void;
}

export function LanguageFields({ languages, value, onChange }: LanguageFieldsProps) {
  const t = useTexts().newJob;
  const page = usePageLanguage();
  const hint = useId();
  const [isAll, setIsAll] = useState(false);
  const targets = targetsOf(languages, value.source, page, languageName);
  const short = shortListOf(targets, value.targets, page);
  const isFull = value.targets.length >= TARGETS_MOST;
  const choose = (code: string, isChosen: boolean): void =>
    onChange({
      ...value,
      targets: isChosen ? [...value.targets, code] : value.targets.filter((other) => other !== code),
    });
  return (
    <div className="flex flex-col gap-4">
      <Select
        label={t.source}
        value={value.source}
        options={sourcesOf(languages, page, languageName).map((code) => ({
          value: code,
          text: code === AUTO ? t.detect : languageName(code),
        }))}
        onValue={(source) => onChange(fitting({ ...value, source }, languages))}
      />
      {targets.length === 0 ? (
        <p className="text-muted text-sm">{t.noTargets(languageName(value.source))}</p>
      ) : (
        <fieldset className="flex min-w-0 flex-col gap-2" aria-describedby={hint}>
          <legend className="mb-1 text-sm font-medium">{t.targets}</legend>
          <div className="flex flex-wrap gap-2">
            {(isAll ? targets : short).map((code) => (
              <label
                key={code}
                className="border-line bg-surface has-checked:border-accent has-checked:bg-accent-soft hover:bg-raised inline-flex min-h-9 pointer-coarse:min-h-10 cursor-pointer items-center gap-2 rounded-full border px-3"
              >
                <input
                  type="checkbox"
                  className="accent-accent size-4"
                  checked={value.targets.includes(code)}
                  disabled={isFull && !value.targets.includes(code)}
                  onChange={({ target }) => choose(code, target.checked)}
                />
                {languageName(code)}
              </label>
            ))}
            {short.length < targets.length && (
              <Button small look="quiet" aria-expanded={isAll} onClick={() => setIsAll(!isAll)}>
                {isAll ? t.fewerLanguages : t.moreLanguages(targets.length)}
              </Button>
            )}
          </div>
          <p id={hint} className="text-muted text-sm">
            {isFull ? t.targetsMost(TARGETS_MOST) : t.targetsHint}
          </p>
        </fieldset>
      )}
    </div>
  );
}

/** The choices that most people do not need, behind one line: translator, norms, shots, audio track, glossary. */
import { ChevronRight } from "lucide-react";
import { useId } from "react";
import { Button } from "../../controls/button.js";
import { Choices } from "../../controls/choices.js";
import { Checkbox, TextField } from "../../controls/field.js";
import { profileName, translatorName } from "../../language/names.js";
import { useTexts, type Texts } from "../../language/texts.js";
import { GlossaryFields } from "./glossary-fields.js";
import {
  glossaryOf,
  isTrack,
  NO_OPTIONS,
  PROFILE_NAMES,
  type JobOptions,
  type TranslatorChoice,
} from "./job-options.js";
import { TranslatorFields } from "./translator-fields.js";

interface JobOptionFieldsProps {
  value: JobOptions;
  onChange: (options: JobOptions) => void;
  /** The translators that can do all chosen languages. */
  able: readonly TranslatorChoice[];
  /** Those that will do them. */
  used: readonly TranslatorChoice[];
  /** Whether there are several files. */
  isMany: boolean;
}

export function JobOptionFields({ value, onChange, able, used, isMany }: JobOptionFieldsProps) {
  const texts = useTexts();
  const t = texts.jobOptions;
  const shotsHint = useId();
  const chosen = chosenTexts(texts, value, able);
  const offersTranslators = able.length > 1;
  return (
    <details className="border-line bg-surface group rounded-2xl border">
      <summary className="flex min-h-12 cursor-pointer list-none flex-wrap items-center gap-x-2 gap-y-0.5 rounded-2xl px-4 py-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden size={18} className="transition-transform group-open:rotate-90 rtl:-scale-x-100" />
        <span className="font-medium">{t.more}</span>
        <span className={`min-w-0 text-sm wrap-anywhere ${chosen.length > 0 ? "text-ink" : "text-muted"}`}>
          {chosen.length > 0 ? chosen.join(" · ") : offersTranslators ? t.moreHint : t.moreHintNoTranslator}
        </span>
      </summary>
      <div className="flex flex-col gap-6 px-4 pt-2 pb-4">
        {isMany && <p className="text-muted text-sm">{t.forAll}</p>}
        {offersTranslators && (
          <TranslatorFields
            able={able}
            used={used}
            value={value.translator}
            onValue={(translator) => onChange({ ...value, translator })}
          />
        )}
        <Choices
          legend={t.profile}
          hint={t.profileHint}
          value={value.profile}
          options={PROFILE_NAMES.map((name) => ({
            value: name,
            text: name === NO_OPTIONS.profile ? `${t.profiles[name]} (${t.usual})` : t.profiles[name],
            hint: t.profileHints[name],
          }))}
          onValue={(name) =>
            onChange({ ...value, profile: PROFILE_NAMES.find((one) => one === name) ?? NO_OPTIONS.profile })
          }
        />
        <div className="flex flex-col">
          <Checkbox
            label={t.shots}
            aria-describedby={shotsHint}
            checked={value.shots}
            onValue={(shots) => onChange({ ...value, shots })}
          />
          <p id={shotsHint} className="text-muted text-sm">
            {t.shotsHint}
          </p>
        </div>
        <TextField
          label={t.audioTrack}
          hint={t.audioTrackHint}
          error={value.audioTrack.trim() === "" || isTrack(value.audioTrack) ? undefined : t.audioTrackFault}
          value={value.audioTrack}
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          className="max-w-40"
          onChange={({ target }) => onChange({ ...value, audioTrack: target.value })}
        />
        <GlossaryFields value={value} onChange={(changed) => onChange({ ...value, ...changed })} />
        {chosen.length > 0 && (
          <div>
            <Button small onClick={() => onChange(NO_OPTIONS)}>
              {t.reset}
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}

/** What differs from the usual, for the closed line: nothing that is chosen is hidden. */
function chosenTexts(texts: Texts, options: JobOptions, able: readonly TranslatorChoice[]): string[] {
  const { translator, profile, shots, audioTrack } = options;
  const terms = glossaryOf(options).length;
  return [
    ...(translator !== null && able.some(({ name }) => name === translator) ? [translatorName(texts, translator)] : []),
    ...(profile === NO_OPTIONS.profile ? [] : [profileName(texts, profile)]),
    ...(shots ? [texts.jobOptions.shotsChosen] : []),
    ...(isTrack(audioTrack) ? [texts.jobOptions.audioTrackChosen(audioTrack.trim())] : []),
    ...(terms > 0 ? [texts.jobOptions.terms(terms)] : []),
  ];
}

/** The choice of a translator; those that send text away are marked. */
import { Send } from "lucide-react";
import { Choices } from "../../controls/choices.js";
import { translatorName } from "../../language/names.js";
import { useTexts } from "../../language/texts.js";
import type { TranslatorChoice } from "./job-options.js";

interface TranslatorFieldsProps {
  able: readonly TranslatorChoice[];
  /** Those that the server takes by itself, or the chosen one. */
  used: readonly TranslatorChoice[];
  /** null: the server chooses. */
  value: string | null;
  onValue: (name: string | null) => void;
}

const AUTOMATIC = "";

export function TranslatorFields({ able, used, value, onValue }: TranslatorFieldsProps) {
  const texts = useTexts();
  const t = texts.jobOptions;
  const chosen = able.some(({ name }) => name === value) ? value : null;
  const automatic = chosen === null ? used.map(({ name }) => translatorName(texts, name)).join(", ") : "";
  return (
    <Choices
      legend={t.translator}
      value={chosen ?? AUTOMATIC}
      options={[
        { value: AUTOMATIC, text: t.automatic, hint: t.automaticHint(automatic) },
        ...able.map(({ name, isService }) => ({
          value: name,
          text: translatorName(texts, name),
          hint: isService ? t.service : t.here,
          ...(isService ? { mark: <SendsText /> } : {}),
        })),
      ]}
      onValue={(name) => onValue(name === AUTOMATIC ? null : name)}
    />
  );
}

/** Marks a translator that sends text to a service. */
export function SendsText() {
  const t = useTexts().jobOptions;
  return (
    <span className="bg-warn-soft text-warn inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium">
      <Send aria-hidden size={12} />
      {t.mark}
    </span>
  );
}

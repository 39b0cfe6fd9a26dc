/** A choice of one of a few things, each with a sentence about it. */
import { useId, type ReactNode } from "react";

interface Choice {
  value: string;
  text: string;
  /** A word beside the text that a person must not overlook. */
  mark?: ReactNode;
  hint?: string;
}

interface ChoicesProps {
  legend: string;
  /** A sentence below the legend. */
  hint?: string;
  value: string;
  options: readonly Choice[];
  onValue: (value: string) => void;
}

export function Choices({ legend, hint, value, options, onValue }: ChoicesProps) {
  const id = useId();
  return (
    <fieldset className="min-w-0" aria-describedby={hint === undefined ? undefined : `${id}-hint`}>
      <legend className="text-sm font-medium">{legend}</legend>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-muted mb-2 text-sm">
          {hint}
        </p>
      )}
      <div className="mt-1 grid gap-2 sm:grid-cols-2">
        {options.map((option) => (
          <label
            key={option.value}
            className="border-line bg-surface has-checked:border-accent has-checked:bg-accent-soft flex cursor-pointer items-start gap-3 rounded-lg border p-3"
          >
            <input
              type="radio"
              name={id}
              checked={option.value === value}
              onChange={() => onValue(option.value)}
              aria-describedby={option.hint === undefined ? undefined : `${id}-${option.value}`}
              aria-labelledby={`${id}-${option.value}-name`}
              className="accent-accent mt-1 size-4 shrink-0"
            />
            <span className="flex min-w-0 flex-col gap-0.5">
              <span id={`${id}-${option.value}-name`} className="flex flex-wrap items-center gap-x-2 font-medium">
                {option.text}
                {option.mark}
              </span>
              {option.hint !== undefined && (
                <span id={`${id}-${option.value}`} className="text-muted text-sm">
                  {option.hint}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

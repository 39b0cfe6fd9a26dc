/** Fields with their labels. They are native elements, which work with every screen reader and keyboard. */
import { useId, type ComponentProps, type ReactNode } from "react";

const BOX = "w-full min-h-10 rounded-lg border border-line bg-surface px-3 text-ink disabled:opacity-60";

interface Labelled {
  label: string;
  /** A sentence below the field. */
  hint?: string | undefined;
  /** What is wrong with the value, and what to do. */
  error?: string | undefined;
  /** Only screen readers get the label. */
  hideLabel?: boolean;
}

function Frame({ id, label, hint, error, hideLabel, children }: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className={hideLabel === true ? "sr-only" : "text-sm font-medium"}>
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-muted text-sm">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="text-bad text-sm">
          {error}
        </p>
      )}
    </div>
  );
}

const described = (id: string, { hint, error }: Labelled): string | undefined =>
  [hint === undefined ? "" : `${id}-hint`, error === undefined ? "" : `${id}-error`].join(" ").trim() || undefined;

/** A field of one line. */
export function TextField({
  label,
  hint,
  error,
  hideLabel,
  className = "",
  ...rest
}: Labelled & ComponentProps<"input">) {
  const id = useId();
  const frame = { label, hint, error, ...(hideLabel === undefined ? {} : { hideLabel }) };
  return (
    <Frame id={id} {...frame}>
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={described(id, frame)}
        className={`${BOX} ${error === undefined ? "" : "border-bad!"} ${className}`}
        {...rest}
      />
    </Frame>
  );
}

interface SelectProps extends Labelled, Omit<ComponentProps<"select">, "onChange"> {
  options: readonly { value: string; text: string }[];
  onValue: (value: string) => void;
}

/** A choice of one item of a list. */
export function Select({ label, hint, error, hideLabel, options, onValue, className = "", ...rest }: SelectProps) {
  const id = useId();
  const frame = { label, hint, error, ...(hideLabel === undefined ? {} : { hideLabel }) };
  return (
    <Frame id={id} {...frame}>
      <select
        id={id}
        aria-describedby={described(id, frame)}
        className={`${BOX} pe-8 ${className}`}
        onChange={({ target }) => onValue(target.value)}
        {...rest}
      >
        {options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Frame>
  );
}

interface CheckboxProps extends Omit<ComponentProps<"input">, "onChange" | "type"> {
  label: string;
  onValue: (checked: boolean) => void;
}

/** A choice of yes or no. */
export function Checkbox({ label, onValue, className = "", ...rest }: CheckboxProps) {
  return (
    <label className={`inline-flex min-h-8 items-center gap-2 pointer-coarse:min-h-10 ${className}`}>
      <input
        type="checkbox"
        className="accent-accent size-4.5 shrink-0"
        onChange={({ target }) => onValue(target.checked)}
        {...rest}
      />
      {label}
    </label>
  );
}

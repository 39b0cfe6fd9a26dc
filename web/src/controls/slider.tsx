/** A number chosen by moving a handle, and a colour. Native elements, with their labels. */
import { useId } from "react";

interface SliderProps {
  label: string;
  value: number;
  /** The value as a person reads it: "50 %". */
  text: string;
  min: number;
  max: number;
  step: number;
  onValue: (value: number) => void;
}

export function Slider({ label, value, text, min, max, step, onValue }: SliderProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex items-baseline justify-between gap-2 text-sm">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <output htmlFor={id} className="text-muted tabular-nums">
          {text}
        </output>
      </div>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text}
        onChange={({ target }) => onValue(target.valueAsNumber)}
        className="accent-accent h-8 w-full pointer-coarse:h-10 cursor-pointer"
      />
    </div>
  );
}

interface ColorFieldProps {
  label: string;
  /** `#rrggbb`. */
  value: string;
  onValue: (value: string) => void;
}

export function ColorField({ label, value, onValue }: ColorFieldProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="flex items-center gap-2">
        <input
          id={id}
          type="color"
          value={value}
          onChange={({ target }) => onValue(target.value)}
          className="border-line bg-surface h-10 w-14 cursor-pointer rounded-lg border p-1"
        />
        <span aria-hidden className="text-muted text-sm tabular-nums">
          {value}
        </span>
      </div>
    </div>
  );
}

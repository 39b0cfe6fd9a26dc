/** The style of the letters, live over the video and burned in the same way. */
import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useId } from "react";
import { LETTER_DEFAULTS } from "../../../../src/subtitles/letters.js";
import type { RenderStyle } from "../../api/client.js";
import { fontsQuery } from "../../api/fonts.js";
import { problemText } from "../../api/problem.js";
import { Button } from "../../controls/button.js";
import { Notice } from "../../controls/notice.js";
import { ColorField, Slider } from "../../controls/slider.js";
import { decimal, percent } from "../../language/format.js";
import { useTexts } from "../../language/texts.js";
import { fontOf } from "../../player/letters/burner-font.js";
import { useStore } from "../../stores/store.js";
import { FontChoice } from "./font-choice.js";
import { legibilityOf } from "./legibility.js";
import { letters } from "./letters-store.js";
import { Sample } from "./sample.js";

const SIZES = { min: 12, max: 48, step: 1 };
const OUTLINES = { min: 0, max: 6, step: 0.5 };
const MARGINS = { min: 0, max: 100, step: 1 };
const OPACITIES = { min: 0, max: 1, step: 0.05 };

export function LettersPanel() {
  const t = useTexts().exporting;
  const style = useStore(letters);
  const { data, error } = useQuery(fontsQuery);
  const fonts = data?.fonts ?? [];
  const whole = { ...LETTER_DEFAULTS, ...style };
  const legibility = legibilityOf(style);
  const change = (part: RenderStyle): void => letters.set((before) => ({ ...before, ...part }));
  const isDefault = Object.keys(style).length === 0;

  return (
    <section aria-labelledby="letters-title" className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="letters-title" className="text-lg font-semibold">
          {t.style}
        </h2>
        <Button small look="quiet" disabled={isDefault} onClick={() => letters.set({})}>
          <RotateCcw aria-hidden size={16} />
          {t.reset}
        </Button>
      </div>
      {error !== null && <Notice kind="warning">{problemText(error)}</Notice>}
      {data && data.problem !== null && <Notice kind="warning">{t.noFonts(data.problem)}</Notice>}
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        <div className="flex flex-col gap-4">
          {fonts.length > 0 && (
            <FontChoice
              fonts={fonts}
              chosen={fontOf(style.font, fonts)?.family}
              onChoose={(font) => change({ font })}
            />
          )}
          <Slider
            {...SIZES}
            label={t.size}
            value={whole.fontSize}
            text={decimal(whole.fontSize, 0)}
            onValue={(fontSize) => change({ fontSize })}
          />
          <div className="flex flex-wrap items-start justify-between gap-4">
            <ColorField label={t.color} value={whole.color} onValue={(color) => change({ color })} />
            <PositionChoice position={whole.position} onChoose={(position) => change({ position })} />
          </div>
          <Slider
            {...MARGINS}
            label={t.margin[whole.position]}
            value={whole.margin}
            text={decimal(whole.margin, 0)}
            onValue={(margin) => change({ margin })}
          />
        </div>
        <div className="flex flex-col gap-4">
          <div className="grid grid-cols-[auto_1fr] items-start gap-4">
            <ColorField
              label={t.outlineColor}
              value={whole.outlineColor}
              onValue={(outlineColor) => change({ outlineColor })}
            />
            <Slider
              {...OUTLINES}
              label={t.outline}
              value={whole.outline}
              text={whole.outline === 0 ? t.none : decimal(whole.outline)}
              onValue={(outline) => change({ outline })}
            />
            <ColorField label={t.boxColor} value={whole.boxColor} onValue={(boxColor) => change({ boxColor })} />
            <Slider
              {...OPACITIES}
              label={t.boxOpacity}
              value={whole.boxOpacity}
              text={whole.boxOpacity === 0 ? t.noBox : percent(whole.boxOpacity)}
              onValue={(boxOpacity) => change({ boxOpacity })}
            />
          </div>
          <Sample style={style} fonts={fonts} />
        </div>
      </div>
      {legibility !== "good" && <Notice kind="warning">{t.legibility[legibility]}</Notice>}
    </section>
  );
}

interface PositionChoiceProps {
  position: "top" | "bottom";
  onChoose: (position: "top" | "bottom") => void;
}

function PositionChoice({ position, onChoose }: PositionChoiceProps) {
  const t = useTexts().exporting;
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{t.position}</legend>
      <div className="flex gap-4">
        {(["bottom", "top"] as const).map((value) => (
          <label
            key={value}
            className="inline-flex min-h-9 min-w-10 pointer-coarse:min-h-10 cursor-pointer items-center gap-2"
          >
            <input
              type="radio"
              name={name}
              checked={position === value}
              onChange={() => onChoose(value)}
              className="accent-accent size-4"
            />
            {t.positions[value]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

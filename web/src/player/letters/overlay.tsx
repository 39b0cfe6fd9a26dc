/** The cue over the picture, drawn as libass burns it. */
import type { CSSProperties } from "react";
import { LETTER_DEFAULTS, layOutLetters, type LetterStyle } from "../../../../src/subtitles/letters.js";
import { cueText } from "../../../../src/subtitles/text/plain-text.js";
import { cssFamily, fontOf, useBurnerFont, type BurnerFont } from "./burner-font.js";
import { linesOf } from "./letter-lines.js";
import { outlineShadow } from "./outline-shadow.js";

export interface OverlayProps {
  text: string;
  letters: LetterStyle;
  /** Size of the shown picture without bars, in CSS pixels. */
  picture: { width: number; height: number };
  /** From `GET /api/fonts`; empty while they are unknown. */
  fonts?: readonly BurnerFont[];
}

const NO_FONTS: readonly BurnerFont[] = [];
/** `emScale` of an unknown font. */
const USUAL_EM_SCALE = 0.87;

/**
 * Fills its box, which must have the size of the picture.
 *
 * @example
 * <Overlay text="Hello" letters={{ fontSize: 20 }} picture={{ width: 640, height: 360 }} fonts={fonts} />
 */
export function Overlay({ text, letters, picture, fonts = NO_FONTS }: OverlayProps) {
  const font = fontOf(letters.font, fonts);
  const isLoaded = useBurnerFont(font);
  const layout = layOutLetters(letters, picture);
  const fontSize = layout.lineHeight * (font?.emScale ?? USUAL_EM_SCALE);
  const family = font && isLoaded ? `${cssFamily(font.family)}, sans-serif` : "sans-serif";
  const shown = cueText(text);
  if (shown === "") return null;
  const measure = measurer(`${fontSize}px ${family}`);
  const paragraphs = shown.split("\n").map((line) => linesOf(line, measure, layout.maxWidth).join("\n"));

  const { color = LETTER_DEFAULTS.color, outlineColor = LETTER_DEFAULTS.outlineColor } = letters;
  const { boxColor = LETTER_DEFAULTS.boxColor, boxOpacity = LETTER_DEFAULTS.boxOpacity } = letters;
  const shape: CSSProperties = {
    fontFamily: family,
    fontSize,
    lineHeight: `${layout.lineHeight}px`,
    whiteSpace: "pre",
    textAlign: "center",
    // libass does not kern.
    fontKerning: "none",
    textRendering: "geometricPrecision",
  };
  const place: CSSProperties =
    (letters.position ?? LETTER_DEFAULTS.position) === "top" ? { top: layout.margin } : { bottom: layout.margin };
  return (
    <div className="pointer-events-none absolute inset-0 overflow-hidden select-none">
      <div className="absolute inset-x-0 flex justify-center" style={place}>
        <div className="relative shrink-0" data-overlay="text" style={shape}>
          {layout.box && (
            <div
              data-overlay="box"
              className="absolute"
              style={{
                inset: `${-layout.box.y}px ${-layout.box.x}px`,
                backgroundColor: boxColor,
                opacity: boxOpacity,
              }}
            />
          )}
          {/* Edges lie below the letters of all lines, so they are a second text. */}
          {layout.outline.y > 0 && (
            <div
              aria-hidden
              className="absolute inset-0"
              style={{ color: outlineColor, textShadow: outlineShadow(layout.outline, outlineColor) }}
            >
              <Paragraphs texts={paragraphs} />
            </div>
          )}
          <div className="relative" style={{ color }}>
            <Paragraphs texts={paragraphs} />
          </div>
        </div>
      </div>
    </div>
  );
}

/** Each line has the direction of its first letter, as in libass. */
function Paragraphs({ texts }: { texts: readonly string[] }) {
  return texts.map((text, index) => (
    <p key={index} dir="auto" className="text-center">
      {text}
    </p>
  ));
}

let context: OffscreenCanvasRenderingContext2D | null = null;

function measurer(font: string): (text: string) => number {
  context ??= new OffscreenCanvas(1, 1).getContext("2d");
  const canvas = context;
  if (!canvas) return () => 0;
  return (text) => {
    canvas.font = font;
    canvas.fontKerning = "none";
    canvas.textRendering = "geometricPrecision";
    // libass measures a line from the ink of its first letter to that of its last one.
    const { actualBoundingBoxLeft, actualBoundingBoxRight } = canvas.measureText(text);
    return actualBoundingBoxLeft + actualBoundingBoxRight;
  };
}

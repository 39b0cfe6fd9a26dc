/** The style of burned subtitles: its schema, and the check of its font. */
import { z } from "@hono/zod-openapi";
import { findFont, listFonts } from "../../media/letters/fonts.js";
import { LETTER_DEFAULTS, type LetterStyle } from "../../subtitles/letters.js";
import { Problem } from "../http/problem.js";

const Color = z.string().regex(/^#[0-9a-fA-F]{6}$/, "give a colour as #rrggbb");

export const RenderStyle = z
  .strictObject({
    font: z.string().min(1).max(200).optional().openapi({
      example: "DejaVu Sans",
      description: "a font family from GET /api/fonts; by default the one marked as default",
    }),
    fontSize: z
      .number()
      .min(6)
      .max(144)
      .optional()
      .openapi({ description: `in 1/288 of the picture's height; ${LETTER_DEFAULTS.fontSize} by default` }),
    color: Color.optional().openapi({
      example: "#ffff00",
      description: `color of the letters; ${LETTER_DEFAULTS.color} by default`,
    }),
    boxColor: Color.optional().openapi({
      example: "#000000",
      description: `color of the box behind the letters; ${LETTER_DEFAULTS.boxColor} by default`,
    }),
    boxOpacity: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .openapi({ description: "opacity of the box; it is drawn if this is above 0; 0 by default" }),
    outline: z
      .number()
      .min(0)
      .max(16)
      .optional()
      .openapi({
        description: `width of the letters' outline, in the unit of fontSize; ${LETTER_DEFAULTS.outline} by default`,
      }),
    outlineColor: Color.optional().openapi({
      example: "#000000",
      description: `color of the outline; ${LETTER_DEFAULTS.outlineColor} by default`,
    }),
    position: z
      .enum(["top", "bottom"])
      .optional()
      .openapi({ description: `${LETTER_DEFAULTS.position} by default` }),
  })
  .openapi("RenderStyle", {
    description: "how burned subtitles look; the player decides how a muxed track looks",
    example: { fontSize: 20, color: "#ffffff", boxColor: "#000000", boxOpacity: 0.6, position: "bottom" },
  });

/** How many font families an error names. */
const NAMED = 8;

/** The style with the font's name as fontconfig spells it. Throws a Problem with status 422 if no such font is installed. */
export async function withKnownFont(style: LetterStyle): Promise<LetterStyle> {
  if (style.font === undefined) return style;
  const found = await findFont(style.font);
  if (found) return { ...style, font: found.family };
  const { fonts, problem } = await listFonts();
  if (problem !== null) throw new Problem(422, `style.font: no font can be chosen: ${problem}`);
  const some = fonts.slice(0, NAMED).map(({ family }) => family);
  const more = fonts.length > some.length ? "; GET /api/fonts lists all" : "";
  throw new Problem(422, `style.font: there is no font with this name: use one of ${some.join(", ")}${more}`);
}

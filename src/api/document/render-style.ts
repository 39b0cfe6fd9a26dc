/** The style of burned subtitles: its schema, and the check of its font. */
import { z } from "@hono/zod-openapi";
import { findStyleFont } from "../../media/letters/fonts.js";
import { LETTER_COLOUR, LETTER_DEFAULTS, LETTER_LIMITS, type LetterStyle } from "../../subtitles/letters.js";
import { Problem } from "../http/problem.js";

const Color = z.string().regex(LETTER_COLOUR, "give a colour as #rrggbb");

/** A number of a style, within its limits. */
const numberOf = (name: keyof typeof LETTER_LIMITS, description: string) => {
  const [least, most] = LETTER_LIMITS[name];
  const text = `${description}; ${LETTER_DEFAULTS[name]} by default`;
  return z.number().min(least).max(most).optional().openapi({ description: text });
};

const colorOf = (name: "color" | "boxColor" | "outlineColor", example: string, what: string) =>
  Color.optional().openapi({ example, description: `color of ${what}; ${LETTER_DEFAULTS[name]} by default` });

export const RenderStyle = z
  .strictObject({
    font: z.string().min(1).max(200).optional().openapi({
      example: "DejaVu Sans",
      description: "a font family from GET /api/fonts; by default the one marked as default",
    }),
    fontSize: numberOf("fontSize", "in 1/288 of the picture's height"),
    color: colorOf("color", "#ffff00", "the letters"),
    boxColor: colorOf("boxColor", "#000000", "the box behind the letters"),
    boxOpacity: numberOf("boxOpacity", "opacity of the box; it is drawn if this is above 0"),
    outline: numberOf("outline", "width of the letters' outline, in the unit of fontSize"),
    outlineColor: colorOf("outlineColor", "#000000", "the outline"),
    position: z
      .enum(["top", "bottom"])
      .optional()
      .openapi({ description: `${LETTER_DEFAULTS.position} by default` }),
    margin: numberOf("margin", "from the upper or lower edge of the picture to the text, in the unit of fontSize"),
    sideMargin: numberOf("sideMargin", "least distance from the left and right edge, in 1/384 of the picture's width"),
  })
  .openapi("RenderStyle", {
    description: "how burned subtitles look; the player decides how a muxed track looks",
    example: { fontSize: 20, color: "#ffffff", boxColor: "#000000", boxOpacity: 0.6, position: "bottom" },
  });

/** The style with the font's name as fontconfig spells it. Throws a Problem with status 422 if no such font is installed. */
export async function withKnownFont(style: LetterStyle): Promise<LetterStyle> {
  const known = await findStyleFont(style, "GET /api/fonts");
  if (typeof known === "string") throw new Problem(422, `style.font: ${known}`);
  return known;
}

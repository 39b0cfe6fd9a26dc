/** The fonts of the burner over HTTP, so that a page can show letters as they will be burned. */
import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { readFile, stat } from "node:fs/promises";
import { fontOfCollection } from "../../media/letters/font-tables.js";
import { findFont, listFonts, type Font } from "../../media/letters/fonts.js";
import type { Variables } from "../access/authenticate.js";
import { answerContent, streamFile, type Content } from "../downloads/send-content.js";
import { attachment } from "../downloads/content-disposition.js";
import { Problem } from "../http/problem.js";

const FontView = z
  .object({
    family: z.string(),
    url: z.string().openapi({ description: "its file" }),
    emScale: z.number().openapi({
      description:
        "CSS font size = style.fontSize × the picture's height / 288 × emScale; line height = style.fontSize × the picture's height / 288",
    }),
    default: z.literal(true).optional().openapi({ description: "letters have this one if a style names none" }),
  })
  .openapi("Font");

const FontList = z
  .object({
    fonts: z.array(FontView),
    problem: z.string().nullable().openapi({ description: "why there are none; null if there are some" }),
  })
  .openapi("FontList", {
    example: {
      fonts: [
        { family: "Liberation Sans", url: "/api/fonts/Liberation%20Sans", emScale: 0.895105, default: true },
        { family: "DejaVu Sans", url: "/api/fonts/DejaVu%20Sans", emScale: 0.85906 },
      ],
      problem: null,
    },
  });

const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: z.any() } },
});
const NO_FONT = "there is no font of this name: GET /api/fonts lists them";
const file = (description: string) => ({
  description,
  content: { "font/ttf": { schema: z.string() }, "font/otf": { schema: z.string() } },
});
/** A package's update is noticed the next day. */
const KEPT = "private, max-age=86400";

export function addFontRoutes(app: OpenAPIHono<{ Variables: Variables }>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/fonts",
      responses: {
        200: {
          description: "the font families that letters can be burned in, the default first",
          content: { "application/json": { schema: FontList } },
        },
      },
    }),
    async (context) => {
      const { fonts, problem: reason } = await listFonts();
      const views = fonts.map(({ family, emScale, isDefault }) => ({
        family,
        url: `/api/fonts/${encodeURIComponent(family)}`,
        emScale,
        ...(isDefault ? { default: true as const } : {}),
      }));
      return context.json({ fonts: views, problem: reason }, 200);
    },
  );

  // Not a route of zod's: its answer is a file.
  app.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/fonts/{family}",
    request: {
      params: z.object({ family: z.string().openapi({ example: "DejaVu Sans" }) }),
      headers: z.object({ range: z.string().optional(), "if-none-match": z.string().optional() }),
    },
    responses: {
      200: file("the file of the family's regular font"),
      206: file("the part that was asked for"),
      304: { description: "it is still that of the ETag" },
      412: problem("If-Match names another content"),
      404: problem(NO_FONT),
      416: problem("the file is shorter"),
    },
  });
  app.get("/api/fonts/:family", async (context) => {
    const font = await findFont(context.req.param("family"));
    if (!font) throw new Problem(404, NO_FONT);
    return answerContent(context, await contentOf(font));
  });
}

async function contentOf({ family, file: path, index }: Font): Promise<Content> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new Problem(404, NO_FONT);
  const isCollection = /c$/i.test(path);
  const single = isCollection ? fontOfCollection(await readFile(path), index) : null;
  if (isCollection && !single) throw new Problem(404, NO_FONT);
  const isCff = single ? single.readUInt32BE(0) === 0x4f54544f : /\.otf$/i.test(path);
  return {
    bytes: single?.length ?? found.size,
    type: isCff ? "font/otf" : "font/ttf",
    etag: `"${found.size.toString(36)}-${Math.floor(found.mtimeMs).toString(36)}-${index}"`,
    modified: found.mtime,
    disposition: attachment(`${family}${isCff ? ".otf" : ".ttf"}`).replace("attachment", "inline"),
    cacheControl: KEPT,
    read: (first, last) => (single ? Uint8Array.from(single.subarray(first, last + 1)) : streamFile(path, first, last)),
  };
}

/** The fonts that subtitles can be burned in, so that a page can show them as they will look. */
import { createRoute, z } from "@hono/zod-openapi";
import { readFile, stat } from "node:fs/promises";
import { fontOfCollection } from "../../media/letters/font-tables.js";
import { findFont, listFonts, type Font } from "../../media/letters/fonts.js";
import type { AddRoutes, Api } from "../context.js";
import { contentDisposition } from "../downloads/content-disposition.js";
import { sendContent, streamFile, type Content } from "../downloads/send-content.js";
import { Problem } from "../http/problem.js";
import { FILE_RESPONSES, jsonResponse, problem } from "../respond.js";

const FontView = z
  .object({
    family: z.string(),
    url: z.string().openapi({ description: "the path of its file" }),
    emScale: z.number().openapi({
      description:
        "CSS font size = style.fontSize × the picture's height / 288 × emScale; line height = style.fontSize × the picture's height / 288",
    }),
    default: z.literal(true).optional().openapi({ description: "whether it is used if a style names no font" }),
  })
  .openapi("Font");

const FontList = z
  .object({
    fonts: z.array(FontView),
    problem: z.string().nullable().openapi({ description: "why there are no fonts; null if there are some" }),
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

const NO_FONT = "there is no font with this name: GET /api/fonts lists them";
const file = (description: string) => ({
  description,
  content: { "font/ttf": { schema: z.string() }, "font/otf": { schema: z.string() } },
});
/** A day: browsers notice an updated font package the next day. */
const CACHE_CONTROL = "private, max-age=86400";
/** The first bytes of an OpenType font with CFF outlines: "OTTO". */
const CFF = 0x4f54544f;

export const addFontRoutes: AddRoutes = (api) => {
  addList(api);
  addFile(api);
};

function addList(api: Api): void {
  api.openapi(
    createRoute({
      method: "get",
      path: "/api/fonts",
      responses: {
        200: jsonResponse("the font families that subtitles can be burned in, the default first", FontList),
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
}

function addFile(api: Api): void {
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/fonts/{family}",
    request: {
      params: z.object({ family: z.string().openapi({ example: "DejaVu Sans" }) }),
      headers: z.object({ range: z.string().optional(), "if-none-match": z.string().optional() }),
    },
    responses: {
      200: file("the file of the family's regular font"),
      206: file("the requested range of the file"),
      404: problem(NO_FONT),
      ...FILE_RESPONSES,
    },
  });
  api.get("/api/fonts/:family", async (context) => {
    const font = await findFont(context.req.param("family"));
    if (!font) throw new Problem(404, NO_FONT);
    return sendContent(context, await contentOf(font));
  });
}

async function contentOf({ family, file: path, index }: Font): Promise<Content> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new Problem(404, NO_FONT);
  const isCollection = /c$/i.test(path);
  const single = isCollection ? fontOfCollection(await readFile(path), index) : null;
  if (isCollection && !single) throw new Problem(404, NO_FONT);
  const isCff = single ? single.readUInt32BE(0) === CFF : /\.otf$/i.test(path);
  return {
    bytes: single?.length ?? found.size,
    type: isCff ? "font/otf" : "font/ttf",
    etag: `"${found.size.toString(36)}-${Math.floor(found.mtimeMs).toString(36)}-${index}"`,
    modified: found.mtime,
    disposition: contentDisposition(`${family}${isCff ? ".otf" : ".ttf"}`, "inline"),
    cacheControl: CACHE_CONTROL,
    read: (first, last) => (single ? Uint8Array.from(single.subarray(first, last + 1)) : streamFile(path, first, last)),
  };
}

/** Renders in responses: their schemas and how they are filled. */
import { z } from "@hono/zod-openapi";
import type { SubtitledRender } from "../../store/renders/renders.js";
import { RENDER_STATUSES } from "../../store/statuses.js";
import { RenderStyle } from "./render-style.js";
import { JobId, LanguageCode } from "./schemas.js";

export const RenderRequest = z
  .strictObject({ lang: LanguageCode, kind: z.enum(["burn", "mux"]), style: RenderStyle.default({}) })
  .openapi("RenderRequest");

export const RenderView = z
  .object({
    id: z.uuid(),
    job: JobId,
    kind: z.enum(["burn", "mux"]),
    lang: LanguageCode,
    style: RenderStyle,
    version: z.int().openapi({ description: "the version of the subtitles that it shows" }),
    status: z.enum(RENDER_STATUSES),
    progress: z.number().min(0).max(1),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    error: z.string().nullable(),
    warnings: z.array(z.object({ code: z.string(), message: z.string() })).openapi({
      description: "what a person should know about the video, although it can be made: letters without a font",
    }),
    links: z.object({ self: z.string(), job: z.string(), output: z.string().optional() }),
  })
  .openapi("Render");

export const RenderList = z.object({ renders: z.array(RenderView) }).openapi("RenderList");

/** The last part of the path of a finished render. */
export const outputName = ({ id, kind }: SubtitledRender): string => `${id}.${kind === "burn" ? "mp4" : "mkv"}`;

/** A render as the API returns it. */
export function renderViewOf(render: SubtitledRender): z.infer<typeof RenderView> {
  const { id, job, kind, language, version, status, progress, error } = render;
  const base = `/api/jobs/${job}`;
  return {
    id,
    job,
    kind,
    lang: language,
    style: render.style as z.infer<typeof RenderStyle>,
    version,
    status,
    progress,
    createdAt: render.createdAt.toISOString(),
    startedAt: render.startedAt?.toISOString() ?? null,
    finishedAt: render.finishedAt?.toISOString() ?? null,
    error,
    warnings: render.warnings,
    links: {
      self: `${base}/renders/${id}`,
      job: base,
      ...(status === "completed" ? { output: `/outputs/${job}/${outputName(render)}` } : {}),
    },
  };
}

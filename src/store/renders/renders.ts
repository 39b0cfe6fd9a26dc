/** Renders as the API uses them: videos with a job's subtitles. The caller has checked who owns the job. */
import { randomUUID } from "node:crypto";
import type { Warning } from "../../subtitles/document.js";
import { maybeOne, type Database, type Queryable } from "../../database/database.js";
import { appendEvent } from "../jobs/events.js";
import { IS_UNFINISHED, type RenderStatus } from "../statuses.js";

/** Subtitles drawn into the picture (burn), or added as a track (mux). */
export type SubtitledKind = "burn" | "mux";
/**
 * A job's video for browsers, with its picture copied or encoded (previews.ts). Lists of renders do not show previews.
 */
export type PreviewKind = "remux" | "transcode";
export type RenderKind = SubtitledKind | PreviewKind;

export interface RenderRecord {
  id: string;
  job: string;
  kind: RenderKind;
  language: string;
  /** The style of the text, as the API's schema defines it. */
  style: unknown;
  /** Version of the subtitles that it shows: a copy from the time of the request. */
  version: number;
  status: RenderStatus;
  /** 0 to 1. */
  progress: number;
  error: string | null;
  /** Characters that no installed font has. */
  warnings: Warning[];
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** The columns of a RenderRecord, under the names of its fields. */
export const RENDER_COLUMNS = `renders.id, renders.job, renders.kind, renders.language, renders.style, renders.version,
  renders.status, renders.progress, renders.error, renders.warnings, renders.created_at AS "createdAt",
  renders.started_at AS "startedAt", renders.finished_at AS "finishedAt"`;

/** A render that a client requested, not a preview. */
export type SubtitledRender = RenderRecord & { kind: SubtitledKind };

const SUBTITLED = "renders.kind IN ('burn', 'mux')";

/** Whether it is a preview, which no list of renders shows. */
export const isPreview = ({ kind }: Pick<RenderRecord, "kind">): boolean => kind === "remux" || kind === "transcode";

/** Extension of a render's file: a mux is a Matroska file, all others are MP4. */
export const renderExtension = (kind: RenderKind): "mkv" | "mp4" => (kind === "mux" ? "mkv" : "mp4");

export type NewRender = Pick<RenderRecord, "job" | "language" | "style"> & {
  kind: SubtitledKind;
  warnings?: Warning[];
};

/** Channel that announces to workers that a render waits. */
export const RENDER_CHANNEL = "sister_renders";

/** Result of a request: the render, or why there is none. */
export type Requested = { render: SubtitledRender } | { refused: "gone" | "running" | "no-subtitles" };

/**
 * Requests a render of a job's subtitles as they are now.
 *
 * @param admit runs first in the transaction, and rejects if the owner may not have another render
 */
export function requestRender(
  database: Database,
  { job, kind, language, style, warnings = [] }: NewRender,
  admit: (transaction: Queryable) => Promise<void> = () => Promise.resolve(),
): Promise<Requested> {
  return database.transaction(async (transaction) => {
    await admit(transaction);
    // With this lock, the job is neither removed nor retried meanwhile.
    const found = await maybeOne<{ runs: boolean }>(
      transaction,
      `SELECT status ${IS_UNFINISHED} AS runs FROM jobs WHERE id = $1 FOR UPDATE`,
      [job],
    );
    if (!found) return { refused: "gone" };
    if (found.runs) return { refused: "running" };
    const render = await maybeOne<SubtitledRender>(
      transaction,
      `INSERT INTO renders (id, job, kind, language, style, warnings, version, document)
       SELECT $1, job, $3, language, $5, $6, version, document FROM subtitles WHERE job = $2 AND language = $4
       RETURNING ${RENDER_COLUMNS}`,
      [randomUUID(), job, kind, language, JSON.stringify(style), JSON.stringify(warnings)],
    );
    if (!render) return { refused: "no-subtitles" };
    await appendRenderEvent(transaction, render);
    await transaction.query("SELECT pg_notify($1, $2)", [RENDER_CHANNEL, kind]);
    return { render };
  });
}

/**
 * Appends the state of a render to the events of its job. Previews have no events: clients request them when they need
 * them.
 */
export async function appendRenderEvent(on: Queryable, render: RenderRecord): Promise<void> {
  if (isPreview(render)) return;
  const { id, job, kind, language, status, progress, error } = render;
  await appendEvent(on, job, "render", { id, kind, lang: language, status, progress, error });
}

/** A render of a job; null if there is none. */
export function findRender(on: Queryable, job: string, id: string): Promise<SubtitledRender | null> {
  return maybeOne<SubtitledRender>(
    on,
    `SELECT ${RENDER_COLUMNS} FROM renders WHERE job = $1 AND id = $2 AND ${SUBTITLED}`,
    [job, id],
  );
}

/** A job's renders, in the order of their requests. */
export async function listRenders(on: Queryable, job: string): Promise<SubtitledRender[]> {
  const { rows } = await on.query<SubtitledRender>(
    `SELECT ${RENDER_COLUMNS} FROM renders WHERE job = $1 AND ${SUBTITLED} ORDER BY created_at, id`,
    [job],
  );
  return rows;
}

/** Whether a job has renders that have not ended. */
export async function hasUnfinishedRenders(on: Queryable, job: string): Promise<boolean> {
  const found = await maybeOne(
    on,
    `SELECT id FROM renders WHERE job = $1 AND ${SUBTITLED} AND status ${IS_UNFINISHED} LIMIT 1`,
    [job],
  );
  return found !== null;
}

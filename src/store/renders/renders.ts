/** Renders as the API sees them: videos with a job's subtitles, asked for, read, listed. Whose job it is, the caller has looked up. */
import { randomUUID } from "node:crypto";
import type { Warning } from "../../subtitles/document.js";
import { maybeOne, type Database, type Queryable } from "../../database/database.js";
import { appendEvent } from "../jobs/events.js";
import { IS_UNFINISHED, type RenderStatus } from "../statuses.js";

/** Drawn into the picture, or as a track of its own. */
export type SubtitledKind = "burn" | "mux";
/** A job's video for browsers, with its picture copied or encoded (previews.ts): work of the same leases that no list of renders shows. */
export type PreviewKind = "remux" | "transcode";
export type RenderKind = SubtitledKind | PreviewKind;

export interface RenderRecord {
  id: string;
  job: string;
  kind: RenderKind;
  language: string;
  /** How the letters look, as the API's schema has it. */
  style: unknown;
  /** Of the subtitles that it shows: what they were when it was asked for. */
  version: number;
  status: RenderStatus;
  /** 0 to 1. */
  progress: number;
  error: string | null;
  /** Letters that have no font. */
  warnings: Warning[];
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** The columns of a RenderRecord, by their names there. */
export const RENDER_COLUMNS = `renders.id, renders.job, renders.kind, renders.language, renders.style, renders.version,
  renders.status, renders.progress, renders.error, renders.warnings, renders.created_at AS "createdAt",
  renders.started_at AS "startedAt", renders.finished_at AS "finishedAt"`;

/** A render that was asked for as one. */
export type SubtitledRender = RenderRecord & { kind: SubtitledKind };

/** Those that are shown as renders. */
const SUBTITLED = "renders.kind IN ('burn', 'mux')";

export const isPreview = ({ kind }: Pick<RenderRecord, "kind">): boolean => kind === "remux" || kind === "transcode";

export type NewRender = Pick<RenderRecord, "job" | "language" | "style"> & {
  kind: SubtitledKind;
  warnings?: Warning[];
};

/** Channel on which those who make renders hear that there is one to make. */
export const RENDER_CHANNEL = "sister_renders";

/** What came of asking: the render, durable; the job is gone, or runs; or it has no subtitles of the language. */
export type Requested = { render: SubtitledRender } | { refused: "gone" | "running" | "no-subtitles" };

/** Asks for a render of a job's subtitles as they are now. `admit` runs first in its transaction, and rejects if there may be no other. */
export function requestRender(
  database: Database,
  { job, kind, language, style, warnings = [] }: NewRender,
  admit: (transaction: Queryable) => Promise<void> = () => Promise.resolve(),
): Promise<Requested> {
  return database.transaction(async (transaction) => {
    await admit(transaction);
    // Neither removed nor tried again until the render is there.
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
    await sayRender(transaction, render);
    await transaction.query("SELECT pg_notify($1, $2)", [RENDER_CHANNEL, kind]);
    return { render };
  });
}

/** Adds what has become of a render to its job's events. A preview is asked for when it is needed, and is no event. */
export async function sayRender(on: Queryable, render: RenderRecord): Promise<void> {
  if (isPreview(render)) return;
  const { id, job, kind, language, status, progress, error } = render;
  await appendEvent(on, job, "render", { id, kind, lang: language, status, progress, error });
}

export function findRender(on: Queryable, job: string, id: string): Promise<SubtitledRender | null> {
  return maybeOne<SubtitledRender>(
    on,
    `SELECT ${RENDER_COLUMNS} FROM renders WHERE job = $1 AND id = $2 AND ${SUBTITLED}`,
    [job, id],
  );
}

/** A job's renders, in the order in which they were asked for. */
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

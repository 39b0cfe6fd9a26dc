/** Subtitles held against the norms: of a file that is sent, and of a job. */
import { z } from "@hono/zod-openapi";
import { SisterError } from "../../errors.js";
import type { MediaDescription } from "../../media/probe/media.js";
import { findFile } from "../../store/files/files.js";
import { findSubtitles } from "../../store/jobs/subtitles.js";
import { decodeText } from "../../subtitles/file/encoding.js";
import { FILE_FORMATS, languageOfName, readSubtitleText } from "../../subtitles/file/file-formats.js";
import { checkedCues } from "../../subtitles/file/subtitle-file.js";
import { checkCues, RULES, type CheckedCue } from "../../subtitles/norms/check.js";
import { DEFAULT_PROFILE, normsOf, type Norms } from "../../subtitles/norms/profile.js";
import { shownCues } from "../../subtitles/shown-cues.js";
import { CUES_MOST } from "../bounds/body-limits.js";
import { requireKnown } from "../bounds/known-fields.js";
import type { AddRoutes, Api, ApiContext } from "../context.js";
import { LanguageCode, ProfileWish } from "../document/schemas.js";
import { safeFilename } from "../forms/safe-filename.js";
import { Problem } from "../http/problem.js";
import { readMultipart } from "../forms/multipart.js";
import { readerFor } from "../reads/read-your-writes.js";
import { byJobId, jsonResponse, problem, requireJob } from "../respond.js";

const BreachView = z.object({
  rule: z.enum(RULES),
  severity: z.enum(["error", "advice"]).openapi({ description: "advice does not break a norm" }),
  cue: z.int().openapi({ description: "number of the cue, from 1" }),
  at: z.number().openapi({ description: "start of the cue, in seconds" }),
  message: z.string().openapi({ description: "what is wrong, with numbers" }),
  mend: z.string().openapi({ description: "how to mend it" }),
  source: z.string().openapi({ description: "where the rule comes from" }),
});

const SubtitleCheck = z
  .object({
    profile: z.string(),
    language: LanguageCode.nullable().openapi({
      description: "of the text; null if neither the request nor the file names it: the norms of English are used",
    }),
    format: z.string().nullable().openapi({ description: "of a file: srt, vtt, ass, ttml, csv, json" }),
    cues: z.int(),
    rules: z.record(z.string(), z.int()).openapi({ description: "how often each rule is broken" }),
    breaches: z.array(BreachView),
    notes: z.array(z.string()).openapi({ description: "what could not be read in a file" }),
  })
  .openapi("SubtitleCheck");

/** What a request may say beside the file. */
const WISHES = ["profile", "language", "name"] as const;

const FileForm = z.object({
  file: z.string().openapi({ format: "binary", description: "SubRip, WebVTT, ASS, TTML, CSV or Sister's JSON" }),
  profile: ProfileWish.optional(),
  language: LanguageCode.optional(),
});

export const addSubtitleCheckRoutes: AddRoutes = (api, server) => {
  addFileCheck(api);
  addJobCheck(api, server);
};

function addFileCheck(api: Api): void {
  // Only described, not checked by zod: the body is a file in one of several formats and encodings.
  api.openAPIRegistry.registerPath({
    method: "post",
    path: "/api/subtitles/check",
    request: {
      query: z.object({
        profile: ProfileWish.optional(),
        language: LanguageCode.optional(),
        name: z.string().optional().openapi({ description: "the file's name, which may tell format and language" }),
      }),
      body: { content: { "multipart/form-data": { schema: FileForm }, "text/plain": { schema: z.string() } } },
    },
    responses: {
      200: jsonResponse("every breach of the norms", SubtitleCheck),
      400: problem("the form has no file"),
      413: problem("the body is larger than 8,388,608 bytes"),
      422: problem("the body is no subtitle file, or there is no such profile or language"),
      429: problem("the owner has sent too many requests, or has too many bytes of them in memory at once"),
      503: problem("the server has no memory for another large request at the moment"),
    },
  });
  api.post("/api/subtitles/check", async (context) => {
    const query = context.req.query();
    requireKnown(Object.keys(query), WISHES, "the query");
    const isForm = /^multipart\//i.test(context.req.header("content-type") ?? "");
    const sent = isForm
      ? await ofForm(context.req.raw, query)
      : { bytes: new Uint8Array(await context.req.arrayBuffer()), wish: query };
    return context.json(checkFile(sent.bytes, sent.wish), 200);
  });
}

type Wish = Partial<Record<(typeof WISHES)[number], string>>;

async function ofForm(request: Request, query: Wish): Promise<{ bytes: Uint8Array; wish: Wish }> {
  const { fields, filename, received } = await readMultipart(request, {
    file: "file",
    fields: ["profile", "language"],
    receive: async (stream) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of stream) pieces.push(piece);
      return Buffer.concat(pieces);
    },
    discard: () => Promise.resolve(),
  });
  const said = Object.fromEntries(
    [...fields].flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])),
  );
  return { bytes: received, wish: { name: filename, ...query, ...said } };
}

function checkFile(bytes: Uint8Array, wish: Wish): z.infer<typeof SubtitleCheck> {
  const name = safeFilename(wish.name ?? "");
  const given = wish.language === undefined ? languageOfName(name) : languageOf(wish.language);
  const { text, encoding, how } = decodeText(bytes);
  const read = readSubtitleText(text, name, given);
  if (!read) {
    const formats = FILE_FORMATS.filter((format) => format.read).map((format) => format.name);
    throw new Problem(422, `the body is not a subtitle file: send ${formats.join(", ")}`);
  }
  const cues = checkedCues(read.file);
  if (cues.length > CUES_MOST) throw new Problem(422, `the file has more than ${CUES_MOST} cues, the most here`);
  const guessed = how === "guessed" ? [`the file was read as ${encoding}, which is a guess`] : [];
  return {
    ...viewOf(cues, { profile: wish.profile, language: given ?? read.file.language ?? null }),
    format: read.format.id,
    notes: [...guessed, ...read.file.notes],
  };
}

function addJobCheck(api: Api, server: ApiContext): void {
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/jobs/{id}/subtitles/{language}/check",
    request: {
      params: byJobId.extend({ language: LanguageCode }),
      query: z.object({
        profile: ProfileWish.optional().openapi({ description: "default: the profile that the job was made with" }),
      }),
    },
    responses: {
      200: jsonResponse("every breach of the norms", SubtitleCheck),
      404: problem("the job has no such subtitles"),
      422: problem("there is no such profile"),
    },
  });
  api.get("/api/jobs/:id/subtitles/:language/check", async (context) => {
    const { id, language } = context.req.param();
    const query = context.req.query();
    requireKnown(Object.keys(query), ["profile"], "the query");
    const reader = readerFor(server, context);
    const job = await requireJob(server, context.get("owner"), id, reader);
    const record = /^[\w-]+$/.test(language) ? await findSubtitles(reader, job.id, language) : null;
    if (!record) {
      throw new Problem(404, `there are no such subtitles: use one of ${[job.source, ...job.targets].join(", ")}`);
    }
    const media = (await findFile(reader, job.file))?.media as Partial<MediaDescription> | undefined;
    const cues = shownCues(
      record.cues.map(({ start, end, text }) => ({ start, end, text: { [language]: text } })),
      language,
    );
    const checked = viewOf(cues, {
      profile: query["profile"] ?? job.profile,
      language,
      frameRate: media?.video?.frameRate,
    });
    return context.json({ ...checked, format: null, notes: [] }, 200);
  });
}

function languageOf(text: string): string {
  const parsed = LanguageCode.safeParse(text.trim());
  if (!parsed.success)
    throw new Problem(422, `"${text.slice(0, 40)}" is not a language code: write one such as en, es or ca`);
  return parsed.data;
}

function viewOf(
  cues: readonly CheckedCue[],
  wish: { profile: string | undefined; language: string | null; frameRate?: number | undefined },
): Omit<z.infer<typeof SubtitleCheck>, "format" | "notes"> {
  const { profile = DEFAULT_PROFILE, language, frameRate } = wish;
  let norms: Norms;
  try {
    norms = normsOf(profile, language ?? "en");
  } catch (error) {
    throw error instanceof SisterError ? new Problem(422, error.message) : error;
  }
  const breaches = checkCues(cues, { norms, ...(frameRate !== undefined && frameRate > 1 ? { frameRate } : {}) });
  const rules: Record<string, number> = {};
  for (const { rule } of breaches) rules[rule] = (rules[rule] ?? 0) + 1;
  return {
    profile,
    language,
    cues: cues.length,
    rules,
    breaches: breaches.map((breach) => ({ ...breach, at: breach.at / 1000 })),
  };
}

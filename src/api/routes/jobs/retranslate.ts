/** Translates one cue of a job again. */
import { createRoute, z } from "@hono/zod-openapi";
import { messageOf, SisterError } from "../../../errors.js";
import { translateSpokenCues } from "../../../pipeline/texts/translate-spoken-cues.js";
import { clientMessage } from "../../../service/client-messages.js";
import { cuesBehind, termsOfJob, textOver } from "../../../service/work/retranslation.js";
import { editSubtitles, findSubtitles, type SubtitleCue } from "../../../store/jobs/subtitles.js";
import { isEnded } from "../../../store/statuses.js";
import { normsOf, type Norms } from "../../../subtitles/norms/profile.js";
import type { Term } from "../../../translation/glossary/glossary.js";
import { openTranslator } from "../../../translation/translators.js";
import type { AddRoutes } from "../../context.js";
import { LanguageCode, RetranslatedCue, TranslatorWish } from "../../document/schemas.js";
import { holdsIfMatch } from "../../downloads/etag.js";
import { Problem } from "../../http/problem.js";
import { byJobId, json, jsonResponse, problem, requireJob } from "../../respond.js";
import { chooseTranslator } from "../../submit/choose-translator.js";

/** Milliseconds after which a translator is given up: a client waits for the response. */
const WAIT_MS = 60_000;

const Wish = z.strictObject({ translator: TranslatorWish.optional() });

export const addRetranslateRoute: AddRoutes = (api, server) => {
  const { database } = server;
  api.openapi(
    createRoute({
      method: "post",
      path: "/api/jobs/{id}/subtitles/{language}/cues/{index}/retranslate",
      request: {
        params: byJobId.extend({ language: LanguageCode, index: z.coerce.number().int().min(1).max(1_000_000) }),
        headers: z.object({ "if-match": z.string().optional() }),
        body: { content: json(Wish) },
      },
      responses: {
        200: jsonResponse("the new text of the cue, with the new ETag of the subtitles", RetranslatedCue),
        404: problem("the job has no such subtitles, or no such cue"),
        409: problem("the job is not done yet, or there is nothing to translate at this time"),
        412: problem("the subtitles have changed since that version"),
        413: problem("the body is larger than 4 KiB"),
        415: problem("the body is not JSON"),
        422: problem("the language is the source, or no translator does it"),
        428: problem("If-Match is missing"),
        502: problem("the translator gave no translation"),
      },
    }),
    async (context) => {
      const { id, language, index } = context.req.valid("param");
      const job = await requireJob(server, context.get("owner"), id);
      if (!isEnded(job.status)) throw new Problem(409, "the job is not done yet");
      if (language === job.source)
        throw new Problem(422, `${language} is the language of the speech: only translations are translated again`);
      const condition = context.req.header("if-match");
      if (condition === undefined)
        throw new Problem(428, "say which version you saw: If-Match with the ETag that the subtitles came with");
      const [spoken, subtitles] = await Promise.all([
        findSubtitles(database, id, job.source),
        findSubtitles(database, id, language),
      ]);
      const at = subtitles?.cues.findIndex((cue) => cue.index === index) ?? -1;
      const cue = subtitles?.cues[at];
      if (!subtitles || !cue) throw new Problem(404, `the job has no cue ${index} in ${language}`);
      const changed = new Problem(412, "the subtitles have changed since that version: get them again");
      if (!holdsIfMatch(condition, `"${subtitles.version}"`)) throw changed;
      const translator = chooseTranslator(job.source, language, (context.req.valid("json") ?? {}).translator);
      const cues = spoken?.cues ?? [];
      const only = cuesBehind(cues, cue);
      if (only.size === 0)
        throw new Problem(409, "nothing was said at the time of this cue: there is nothing to translate");
      const route = { source: job.source, target: language, terms: await termsOfJob(database, id, language) };
      const norms = normsOf(job.profile, language);
      const text = await translateAgain(cues, only, { ...route, norms, translator });
      const edited = subtitles.cues.map((one, i) => (i === at ? withText(one, text) : one));
      const saved = await editSubtitles(database, id, { language, cues: edited }, subtitles.version);
      if (!saved) throw changed;
      return context.json({ language, index, text }, 200, { ETag: `"${saved.version}"`, "Cache-Control": "no-store" });
    },
  );
};

function withText({ failed: _failed, ...cue }: SubtitleCue, text: string): SubtitleCue {
  return { ...cue, text };
}

async function translateAgain(
  cues: readonly SubtitleCue[],
  only: ReadonlySet<number>,
  {
    translator: id,
    ...route
  }: { source: string; target: string; terms: readonly Term[]; norms: Norms; translator: string },
): Promise<string> {
  const translator = await openTranslator(id);
  try {
    const signal = AbortSignal.timeout(WAIT_MS);
    const { texts, problem: reason } = await translateSpokenCues(cues, {
      ...route,
      translator,
      only,
      fresh: true,
      signal,
    });
    if (reason !== null) throw new SisterError(reason);
    const text = textOver(only, texts);
    if (text === null)
      throw new Problem(502, "the translator gave no translation: try again, or write the text yourself");
    return text;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(502, `the translator failed: ${clientMessage(messageOf(error))}`);
  } finally {
    await translator.close();
  }
}

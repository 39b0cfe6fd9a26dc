/** Adds a target to a completed job, or translates one again: nothing is recognized again. */
import { createRoute } from "@hono/zod-openapi";
import { translateTarget } from "../../../store/jobs/retranslations.js";
import type { AddRoutes } from "../../context.js";
import { AddedTarget, JobView, TARGETS_MOST, viewOf } from "../../document/schemas.js";
import { Problem } from "../../http/problem.js";
import { byJobId, json, jsonResponse, NO_JOB, problem, requireJob } from "../../respond.js";
import { chooseTranslator } from "../../submit/choose-translator.js";

export const addTargetRoute: AddRoutes = (api, server) => {
  const { database, jobStatuses } = server;
  api.openapi(
    createRoute({
      method: "post",
      path: "/api/jobs/{id}/targets",
      request: { params: byJobId, body: { required: true, content: json(AddedTarget) } },
      responses: {
        202: jsonResponse(
          "the job, which is queued again to translate its cues; as it is if it has the target already and `again` is not set",
          JobView,
        ),
        404: problem(NO_JOB),
        409: problem("the job is not completed"),
        413: problem("the body is larger than 4 KiB"),
        415: problem("the body is not JSON"),
        422: problem("no translator does this target, or the job has as many targets as it may have"),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const { target, translator: asked, again = false } = context.req.valid("json");
      const owner = context.get("owner");
      const job = await requireJob(server, owner, id);
      const isThere = job.targets.includes(target);
      if (isThere && !again) return context.json(viewOf(job), 202);
      if (job.status !== "completed") throw notCompleted(job.status);
      const translator = chooseTranslator(job.source, target, asked);
      if (!isThere && job.targets.length >= TARGETS_MOST)
        throw new Problem(422, `a job has at most ${TARGETS_MOST} targets`);
      const queued = await translateTarget(database, { owner, id }, { target, translator });
      jobStatuses.forget(id);
      if (queued === null) throw new Problem(404, NO_JOB);
      if (queued === "refused") throw notCompleted("being changed by another request");
      return context.json(viewOf(queued), 202);
    },
  );
};

function notCompleted(status: string): Problem {
  return new Problem(409, `only subtitles of a completed job are translated: this one is ${status}`);
}

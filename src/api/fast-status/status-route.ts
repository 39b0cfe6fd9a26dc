/** The route of a job's status: part of the fast path of status reads (answer-cached-status.ts). */
import type { AddRoutes } from "../context.js";
import { isUuid } from "../document/patterns.js";
import { JobView } from "../document/schemas.js";
import { Problem } from "../http/problem.js";
import { clientLsn } from "../reads/read-your-writes.js";
import { byJobId, jsonResponse, NO_JOB, problem } from "../respond.js";

/** Adds `GET /api/jobs/{id}`. Its path is not checked by zod, which takes longer than the answer out of memory. */
export const addStatusRoute: AddRoutes = (api, { jobStatuses }) => {
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/jobs/{id}",
    request: { params: byJobId },
    responses: { 200: jsonResponse("the job", JobView), 404: problem(NO_JOB) },
  });
  api.get("/api/jobs/:id", async (context) => {
    const id = context.req.param("id");
    const status = isUuid(id) ? await jobStatuses.read(context.get("owner"), id, clientLsn(context)) : null;
    if (status === null) throw new Problem(404, NO_JOB);
    return context.body(status, 200, { "Content-Type": "application/json" });
  });
};

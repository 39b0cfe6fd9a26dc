/** The segments of a job, as they are recognized. */
import { createRoute } from "@hono/zod-openapi";
import { listSegments } from "../../../store/jobs/segments.js";
import type { AddRoutes } from "../../context.js";
import { SegmentList } from "../../document/schemas-live.js";
import { readerFor } from "../../reads/read-your-writes.js";
import { byJobId, jsonResponse, NO_JOB, problem, requireJob } from "../../respond.js";

export const addSegmentRoute: AddRoutes = (api, server) => {
  api.openapi(
    createRoute({
      method: "get",
      path: "/api/jobs/{id}/segments",
      request: { params: byJobId },
      responses: {
        200: jsonResponse("the job's segments, in the order of the video", SegmentList),
        404: problem(NO_JOB),
      },
    }),
    async (context) => {
      const reader = readerFor(server, context);
      const { id } = await requireJob(server, context.get("owner"), context.req.valid("param").id, reader);
      return context.json(await listSegments(reader, id), 200);
    },
  );
};

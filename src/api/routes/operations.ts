/** For operators and their programs, without a token: whether the server is alive, whether it is ready, and its metrics. */
import { createRoute, z } from "@hono/zod-openapi";
import { requireInternal } from "../access/authenticate.js";
import type { AddRoutes } from "../context.js";
import { Problem } from "../http/problem.js";
import { jsonResponse, problem, text } from "../respond.js";

const Alive = z.object({ status: z.literal("alive").openapi({ example: "alive" }) });

const Ready = z.object({
  status: z.literal("ready").openapi({ example: "ready" }),
  warnings: z
    .array(z.string())
    .optional()
    .openapi({ example: ["Redis refuses the password"] }),
});

export const addOperationRoutes: AddRoutes = (api, server) => {
  const { settings, metrics } = server;

  api.openapi(
    createRoute({ method: "get", path: "/health", responses: { 200: jsonResponse("the server is alive", Alive) } }),
    (context) => context.json({ status: "alive" as const }, 200),
  );

  api.openapi(
    createRoute({
      method: "get",
      path: "/ready",
      responses: {
        200: jsonResponse("the server accepts jobs; warnings name what is missing without stopping it", Ready),
        503: problem(
          "the server does not accept jobs; the detail says why: the database, the data folder, its disk, engines, or a shutdown",
        ),
      },
    }),
    async (context) => {
      if (server.isStopping()) throw new Problem(503, "the server is shutting down", { "Retry-After": "5" });
      const problems = await server.unready();
      if (problems.length > 0) throw new Problem(503, problems.join("; "), { "Retry-After": "5" });
      const { problem: warning } = server.cache;
      return context.json({ status: "ready" as const, ...(warning === null ? {} : { warnings: [warning] }) }, 200);
    },
  );

  api.use("/metrics", requireInternal(settings));
  api.openapi(
    createRoute({
      method: "get",
      path: "/metrics",
      responses: {
        200: text("metrics for Prometheus", "text/plain"),
        403: problem("the request came through a proxy or from the internet: metrics are for internal use only"),
      },
    }),
    async (context) => context.text(await metrics.text(), 200, { "Content-Type": metrics.contentType }),
  );
};

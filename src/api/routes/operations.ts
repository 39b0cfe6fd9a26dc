/** What operators and their programs ask: is it alive, can it serve, how does it do. */
import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { requireInside, type Variables } from "../access/authenticate.js";
import type { ApiContext } from "../context.js";
import { Problem } from "../http/problem.js";

const status = (word: string, description: string) => ({
  description,
  content: { "application/json": { schema: z.object({ status: z.literal(word).openapi({ example: word }) }) } },
});

const Ready = z.object({
  status: z.literal("ready").openapi({ example: "ready" }),
  warnings: z
    .array(z.string())
    .optional()
    .openapi({ example: ["Redis refuses the password"] }),
});

export function addOperationRoutes(app: OpenAPIHono<{ Variables: Variables }>, server: ApiContext): void {
  const { settings, metrics } = server;

  app.openapi(
    createRoute({ method: "get", path: "/health", responses: { 200: status("alive", "the server is alive") } }),
    (context) => context.json({ status: "alive" as const }, 200),
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/ready",
      responses: {
        200: {
          description: "the server can take jobs; with warnings: it does so without something that it should have",
          content: { "application/json": { schema: Ready } },
        },
        503: {
          description: "it cannot, and says why: the database, the data folder, its disk, engines, or its own end",
          content: { "application/problem+json": { schema: z.any() } },
        },
      },
    }),
    async (context) => {
      if (server.isStopping()) throw new Problem(503, "the server stops", { "Retry-After": "5" });
      const problems = await server.unready();
      if (problems.length > 0) throw new Problem(503, problems.join("; "), { "Retry-After": "5" });
      const { problem } = server.cache;
      return context.json({ status: "ready" as const, ...(problem === null ? {} : { warnings: [problem] }) }, 200);
    },
  );

  app.use("/metrics", requireInside(settings));
  app.openapi(
    createRoute({
      method: "get",
      path: "/metrics",
      responses: {
        200: { description: "figures for Prometheus", content: { "text/plain": { schema: z.string() } } },
        403: {
          description: "the request came through a proxy: this is for the inside alone",
          content: { "application/problem+json": { schema: z.any() } },
        },
      },
    }),
    async (context) => context.text(await metrics.text(), 200, { "Content-Type": metrics.contentType }),
  );
}

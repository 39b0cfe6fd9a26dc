/** For operators: the state of the whole installation, and the cache of recognized segments. */
import { createRoute } from "@hono/zod-openapi";
import { readInstallation } from "../../service/health/installation.js";
import { clearHeard, readHeard } from "../../service/work/heard-cache.js";
import { requireOperator } from "../access/authenticate.js";
import type { AddRoutes } from "../context.js";
import { CacheState, GroupState } from "../document/schemas-live.js";
import { jsonResponse, problem } from "../respond.js";

const FOR_OPERATORS = problem("the caller is not an operator, or the request comes from a page of another site");

export const addInstallationRoutes: AddRoutes = (api, server) => {
  const { database } = server;
  for (const path of ["/api/group", "/api/cache"]) api.use(path, requireOperator);

  api.openapi(
    createRoute({
      method: "get",
      path: "/api/group",
      responses: {
        200: jsonResponse("the whole installation: groups, servers, queue, disk", GroupState),
        403: FOR_OPERATORS,
      },
    }),
    async (context) => context.json(await readInstallation(server), 200),
  );

  api.openapi(
    createRoute({
      method: "get",
      path: "/api/cache",
      responses: {
        200: jsonResponse("what was recognized or translated before", CacheState),
        403: FOR_OPERATORS,
      },
    }),
    async (context) => context.json(await readHeard(database), 200),
  );

  api.openapi(
    createRoute({
      method: "delete",
      path: "/api/cache",
      responses: {
        200: jsonResponse("the cache is cleared: segments are recognized anew from now on", CacheState),
        403: FOR_OPERATORS,
      },
    }),
    async (context) => {
      await clearHeard(server);
      return context.json(await readHeard(database), 200);
    },
  );
};

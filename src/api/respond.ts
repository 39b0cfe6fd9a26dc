/** What route files share: parts of OpenAPI descriptions, and the checks with which most routes begin. */
import { z } from "@hono/zod-openapi";
import type { Queryable } from "../database/database.js";
import { findJob, type JobRecord } from "../store/jobs/jobs.js";
import type { ApiContext } from "./context.js";
import { isUuid } from "./document/patterns.js";
import { JobId } from "./document/schemas.js";
import { Problem } from "./http/problem.js";

/** A body of JSON, for OpenAPI. */
export const json = <T extends z.ZodType>(schema: T) => ({ "application/json": { schema } });

/** A response with JSON, for OpenAPI. */
export const jsonResponse = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: json(schema),
});

/** An error response, for OpenAPI. */
export const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: z.any() } },
});

/** A response whose body is text or a file, for OpenAPI. */
export const text = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: z.string() } },
});

/** Path parameters of a job's routes. */
export const byJobId = z.object({ id: JobId });

/** Request headers of routes that answer with a file, for OpenAPI. */
export const fileHeaders = z.object({
  range: z.string().optional().openapi({ example: "bytes=0-1023" }),
  "if-range": z.string().optional(),
  "if-none-match": z.string().optional(),
});

/** Responses to conditions and ranges of routes that answer with a file, for OpenAPI. */
export const FILE_RESPONSES = {
  304: { description: "the file still has the ETag of If-None-Match" },
  412: problem("If-Match names another version of the file"),
  416: problem("the range begins after the end of the file"),
};

/** Detail of the 404 for a job that does not exist or belongs to another owner. */
export const NO_JOB = "there is no job with this id";

/**
 * The owner's job with this id. Throws a Problem with status 404 if the owner has no such job.
 *
 * @param on where to read; by default the primary
 */
export async function requireJob(
  { database }: Pick<ApiContext, "database">,
  owner: string,
  id: string,
  on: Queryable = database,
): Promise<JobRecord> {
  // A malformed id cannot exist: the answer is 404, not 422.
  const found = isUuid(id) ? await findJob(on, owner, id) : null;
  if (!found) throw new Problem(404, NO_JOB);
  return found;
}

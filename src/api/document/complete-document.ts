/** Completes the OpenAPI document: what holds for every route is said of each, by the routes' places, and not again in every file. */
import { STATUS_CODES } from "node:http";

/** As much of OpenAPI 3.1 as is read and written here. */
export interface Document {
  openapi: string;
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown>; securitySchemes?: Record<string, unknown> };
}

export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; schema?: unknown; description?: string }[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, Answer>;
}

export interface Media {
  schema?: unknown;
  example?: unknown;
}

export interface Answer {
  description: string;
  content?: Record<string, Media>;
}

const PROBLEM = "application/problem+json";

const PROBLEM_SCHEMA = {
  type: "object",
  description: "RFC 9457",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "what is wrong and what to do, for people" },
    requestId: { type: "string", description: "by which the server's log names the request" },
  },
  required: ["type", "title", "status", "detail"],
};

const SECURITY = {
  token: { type: "http", scheme: "bearer", description: "`sister token create NAME` makes one" },
  session: { type: "apiKey", in: "cookie", name: "sister_session", description: "what POST /api/session gives" },
};

/** Whether a path is somebody's, and asks who he is. */
const isOwned = (path: string): boolean => /^\/(api|outputs|files)(\/|$)/.test(path);

/** Errors that a route can answer with by its place and form. */
function commonErrors(path: string, { parameters = [], requestBody }: Operation): Record<string, string> {
  const errors: Record<string, string> = { 400: "the request cannot be read", 500: "something in the server failed" };
  if (isOwned(path)) {
    errors["401"] = "there is no token, or none that holds";
    errors["403"] = "the request is a page's of another site";
    errors["429"] = "more requests than an owner may send: Retry-After says when to go on";
  }
  if (parameters.some(({ in: place }) => place === "path")) errors["404"] = "there is nothing of this id";
  if (requestBody || parameters.length > 0) errors["422"] = "a value is not as it should be";
  // A body that nobody asked for is bounded as well.
  if (requestBody || isOwned(path)) errors["413"] = "the body is larger than the server takes";
  return errors;
}

const problemOf = (status: string, detail: string): Media => ({
  schema: { $ref: "#/components/schemas/Problem" },
  example: {
    type: "about:blank",
    title: STATUS_CODES[Number(status)] ?? "Error",
    status: Number(status),
    detail,
    requestId: "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
  },
});

/** "get", "/api/jobs/{id}/events" -> "getApiJobsIdEvents" */
const nameOf = (method: string, path: string): string =>
  method + path.replace(/[{}]/g, "").replace(/[/._-]+(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Adds names, errors with examples, and who may ask; what a route says of itself stays. */
export function completeDocument(document: Document): Document {
  const paths = Object.entries(document.paths).map(([path, item]) => [
    path,
    Object.fromEntries(Object.entries(item).map(([method, operation]) => [method, complete(method, path, operation)])),
  ]);
  const { schemas, ...components } = document.components ?? {};
  return {
    ...document,
    paths: Object.fromEntries(paths) as Document["paths"],
    components: { ...components, schemas: { ...schemas, Problem: PROBLEM_SCHEMA }, securitySchemes: SECURITY },
  };
}

function complete(method: string, path: string, operation: Operation): Operation {
  const responses: Record<string, Answer> = {};
  for (const [status, description] of Object.entries(commonErrors(path, operation)))
    responses[status] = { description, content: { [PROBLEM]: problemOf(status, description) } };
  for (const [status, answer] of Object.entries(operation.responses)) {
    const content = answer.content?.[PROBLEM] ? { [PROBLEM]: problemOf(status, answer.description) } : answer.content;
    responses[status] = { description: answer.description, ...(content ? { content } : {}) };
  }
  const [good] = Object.entries(operation.responses).filter(([status]) => status.startsWith("2"));
  return {
    operationId: nameOf(method, path),
    summary: good?.[1].description ?? "",
    ...(isOwned(path) ? { security: [{ token: [] }, { session: [] }] } : {}),
    ...operation,
    responses,
  };
}

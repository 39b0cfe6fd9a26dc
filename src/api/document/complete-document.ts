/** Completes the OpenAPI document with what all routes have in common, so that route files need not repeat it. */
import { isOwnedPath } from "../access/owned-paths.js";
import { titleOf } from "../http/problem.js";

/** The part of OpenAPI 3.1 that is read and written here. The interfaces have the names of its objects. */
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
  requestBody?: { required?: boolean; content: Record<string, MediaType> };
  responses: Record<string, ResponseObject>;
}

export interface MediaType {
  schema?: unknown;
  example?: unknown;
}

export interface ResponseObject {
  description: string;
  content?: Record<string, MediaType>;
}

const PROBLEM = "application/problem+json";

const PROBLEM_SCHEMA = {
  type: "object",
  description: "RFC 9457",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "what is wrong and what to do" },
    requestId: { type: "string", description: "the id of the request in the server's log" },
  },
  required: ["type", "title", "status", "detail"],
};

const SECURITY = {
  token: { type: "http", scheme: "bearer", description: "`sister token create NAME` makes one" },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "sister_session",
    description: "the cookie that POST /api/session sets",
  },
};

/** Errors that a route can answer with, by its path, parameters and body. */
function commonErrors(path: string, { parameters = [], requestBody }: Operation): Record<string, string> {
  const errors: Record<string, string> = { 400: "the request cannot be read", 500: "the server failed" };
  if (isOwnedPath(path)) {
    errors["401"] = "the token or session is missing or not valid";
    errors["403"] = "the request comes from a page of another site";
    errors["429"] = "the owner has sent too many requests: Retry-After holds the seconds to wait";
  }
  if (parameters.some(({ in: place }) => place === "path")) errors["404"] = "there is nothing with this id";
  if (requestBody || parameters.length > 0) errors["422"] = "a value is not valid";
  // A body that the route does not expect is limited too.
  if (requestBody || isOwnedPath(path)) errors["413"] = "the body is larger than the server accepts";
  return errors;
}

const problemOf = (status: string, detail: string): MediaType => ({
  schema: { $ref: "#/components/schemas/Problem" },
  example: {
    type: "about:blank",
    title: titleOf(Number(status)),
    status: Number(status),
    detail,
    requestId: "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
  },
});

/** "get", "/api/jobs/{id}/events" -> "getApiJobsIdEvents" */
const operationIdOf = (method: string, path: string): string =>
  method + path.replace(/[{}]/g, "").replace(/[/._-]+(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Adds operation ids, summaries, errors with examples, and security. What a route describes itself is kept. */
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
  const responses: Record<string, ResponseObject> = {};
  for (const [status, description] of Object.entries(commonErrors(path, operation)))
    responses[status] = { description, content: { [PROBLEM]: problemOf(status, description) } };
  for (const [status, response] of Object.entries(operation.responses)) {
    const { description } = response;
    const content = response.content?.[PROBLEM] ? { [PROBLEM]: problemOf(status, description) } : response.content;
    responses[status] = { description, ...(content ? { content } : {}) };
  }
  const [success] = Object.entries(operation.responses).filter(([status]) => status.startsWith("2"));
  return {
    operationId: operationIdOf(method, path),
    summary: success?.[1].description ?? "",
    ...(isOwnedPath(path) ? { security: [{ token: [] }, { session: [] }] } : {}),
    ...operation,
    responses,
  };
}

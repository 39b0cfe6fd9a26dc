/** Requests to the server, typed by its OpenAPI document. `npm run web:types` generates the types. */
import createClient from "openapi-fetch";
import { createStore } from "../stores/store.js";
import { ApiProblem, problemOf } from "./problem.js";
import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];
export type Job = Schemas["Job"];
export type JobPage = Schemas["JobPage"];
export type Render = Schemas["Render"];
export type RenderStyle = Schemas["RenderStyle"];
export type Subtitles = Schemas["Subtitles"];

/** Whether the server has refused a request because nobody is signed in. The sign-in sets it back. */
export const isSignedOut = createStore(false);

/** Resolves when the person is signed in: at once if no sign-in is due, and also when the signal is aborted. */
export function whenSignedIn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!signal.aborted && isSignedOut.get()) return;
      end();
      signal.removeEventListener("abort", look);
      resolve();
    };
    const end = isSignedOut.subscribe(look);
    signal.addEventListener("abort", look);
    look();
  });
}

/** `fetch` that turns a failed connection into an ApiProblem and notices the end of a session. */
export async function send(input: Request | string, init?: RequestInit): Promise<Response> {
  let response;
  try {
    response = await fetch(input, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiProblem(0, "");
  }
  if (response.status === 401) isSignedOut.set(true);
  return response;
}

/**
 * The typed client.
 *
 * @example
 * const job = await ask(api.GET("/api/jobs/{id}", { params: { path: { id } } }));
 */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: (request) => send(request) });

/** The data of an answer; throws an ApiProblem if the server refused. */
export async function ask<T>(
  asked: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await asked;
  if (!response.ok) throw problemOf(response.status, error);
  return data as NonNullable<T>;
}

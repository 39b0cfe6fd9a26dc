/** Headers of an answer that are known before the answer is. */
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/**
 * Sets one on Node's own answer; what a route says under the same name takes its place. On Hono's, which is there when the route has answered, each header
 * costs a copy of the answer.
 */
export function setHeader(context: Context, name: string, value: string): void {
  (context.env as HttpBindings).outgoing.setHeader(name, value);
}

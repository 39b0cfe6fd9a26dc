/** The answer to a method that a path does not support (RFC 9110, section 15.5.6). */
import { Problem } from "./problem.js";

/**
 * @param methods that the path supports
 * @example
 * throw methodProblem("POST", ["GET", "HEAD", "OPTIONS"]);
 */
export const methodProblem = (method: string, methods: readonly string[]): Problem =>
  new Problem(405, `this path does not support ${method}: use ${methods.join(" or ")}`, { Allow: methods.join(", ") });

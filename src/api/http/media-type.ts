/**
 * Whether a body is JSON, by its Content-Type.
 *
 * @example
 * isJson("application/json; charset=utf-8"); // true
 */
export const isJson = (contentType: string | undefined): boolean =>
  /^application\/json\s*(;|$)/i.test(contentType ?? "");

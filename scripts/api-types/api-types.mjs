/** Generates the types of the page's requests from an OpenAPI document. */
import openapiTS, { astToString } from "openapi-typescript";
import { format } from "prettier";

const HEAD = "/** Made by `npm run web:types` out of the OpenAPI document. Do not edit. */\n";

/**
 * The text of web/src/api/schema.d.ts.
 *
 * @param {object} document OpenAPI 3.1
 * @returns {Promise<string>}
 */
export async function apiTypes(document) {
  const rest = { ...document, info: { title: "Sister", version: "" } };
  const text = HEAD + astToString(await openapiTS(rest));
  return format(text, { parser: "typescript", printWidth: 120 });
}

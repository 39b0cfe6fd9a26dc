/** The OpenAPI document as an HTML page, which loads nothing and runs no script. */
import { createHash } from "node:crypto";
import type { Document, MediaType, Operation } from "./complete-document.js";

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
nav ul { columns: 18rem; padding: 0; list-style: none; }
section { border-top: 1px solid #8888; padding: .5rem 0 1rem; }
h2, h3 { margin: .75rem 0 .25rem; }
h2 { font-size: 1.1rem; }
h3 { font-size: .95rem; }
code, pre { font: .85rem/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .6rem; background: #8882; border-radius: 4px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700; text-transform: uppercase; }
`;

/** Allows only the page's style, by its hash. */
export const DOCS_POLICY =
  `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; ` +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const json = (value: unknown): string => escape(JSON.stringify(value, null, 2));

export function docsPage(document: Document): string {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
  const links = operations.map(
    ({ method, path, operation }) =>
      `<li><a href="#${escape(operation.operationId ?? "")}"><code>${method.toUpperCase()} ${escape(path)}</code></a></li>`,
  );
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<section id="schema-${escape(name)}"><h2>${escape(name)}</h2><pre>${json(schema)}</pre></section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(document.info.title)} API</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escape(document.info.title)} API</h1>
<p>${escape(document.info.description ?? "")} For programs: <a href="/openapi.json">/openapi.json</a>.</p></header>
<nav aria-label="Routes"><ul>${links.join("")}</ul></nav>
<main>
${operations.map(({ method, path, operation }) => section(method, path, operation)).join("\n")}
<h1>Schemas</h1>
${schemas.join("\n")}
</main>
</body>
</html>
`;
}

function section(method: string, path: string, operation: Operation): string {
  const { operationId = "", summary = "", parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(
    ({ name, in: place, required, schema }) =>
      `<tr><td><code>${escape(name)}</code></td><td>${escape(place)}${required ? ", required" : ""}</td>` +
      `<td><code>${escape(JSON.stringify(schema ?? {}))}</code></td></tr>`,
  );
  const rowsOfResponses = Object.entries(responses).map(
    ([status, { description, content }]) =>
      `<tr><td><code>${escape(status)}</code></td><td>${escape(description)}${bodies(content ?? {}, status)}</td></tr>`,
  );
  return `<section id="${escape(operationId)}">
<h2><span class="method">${escape(method)}</span> <code>${escape(path)}</code></h2>
<p>${escape(summary)}</p>
${rows.length > 0 ? `<h3>Parameters</h3><table>${rows.join("")}</table>` : ""}
${requestBody ? `<h3>Body</h3>${bodies(requestBody.content, "2")}` : ""}
<h3>Responses</h3><table>${rowsOfResponses.join("")}</table>
</section>`;
}

/** The media types of a body. Problems are left out: they all have the same schema. */
function bodies(content: Record<string, MediaType>, status: string): string {
  return Object.entries(content)
    .map(([type, { schema, example }]) => {
      const { $ref } = (schema ?? {}) as { $ref?: string };
      const name = $ref?.split("/").at(-1);
      const link = name === undefined ? "" : `: <a href="#schema-${escape(name)}">${escape(name)}</a>`;
      if (!/^[123]/.test(status)) return "";
      const shown = example ?? (name === undefined ? schema : undefined);
      return `<br><code>${escape(type)}</code>${link}${shown === undefined ? "" : `<pre>${json(shown)}</pre>`}`;
    })
    .join("");
}

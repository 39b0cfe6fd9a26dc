/** Reads the glossary of a request. */
import { messageOf, SisterError } from "../../errors.js";
import { z } from "@hono/zod-openapi";
import { clientMessage } from "../../service/client-messages.js";
import { checkGlossary, ROWS_MOST, type Glossary, type GlossaryRow } from "../../translation/glossary/glossary.js";
import { parseGlossary } from "../../translation/glossary/read-glossary.js";
import { describeIssue } from "../bounds/known-fields.js";
import { GlossaryTerm } from "../document/schemas.js";
import { Problem } from "../http/problem.js";

const Rows = z.array(GlossaryTerm).max(ROWS_MOST);

/**
 * The terms of a request: rows, or a text that is CSV or JSON. Throws a Problem with status 422 that names the wrong row.
 *
 * @param asked undefined: the request has none
 */
export function readTerms(asked: string | readonly GlossaryRow[] | undefined): Glossary | null {
  if (asked === undefined) return null;
  try {
    if (typeof asked === "string") {
      if (!/^\ufeff?\s*\[/u.test(asked)) return parseGlossary(asked, "glossary");
      const parsed = Rows.safeParse(jsonOf(asked));
      if (!parsed.success) throw new Problem(422, `glossary: ${describeIssue(parsed.error, Rows)}`);
      asked = parsed.data;
    }
    if (asked.length === 0) return null;
    return checkGlossary(
      asked.map((row, i) => ({ place: `glossary, row ${i + 1}`, row })),
      "glossary",
    );
  } catch (error) {
    throw error instanceof SisterError ? new Problem(422, clientMessage(messageOf(error))) : error;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/u, ""));
  } catch {
    throw new Problem(422, "glossary: it begins as JSON and is not valid JSON");
  }
}

/** The outcome of an operation on rows. Pure. */
import type { Rows } from "./row.js";

/** Why an operation was refused. */
export type Refusal =
  | "no-room"
  | "no-next"
  | "end-before-start"
  | "not-a-time"
  | "nothing-to-split"
  | "too-short"
  | "no-gap"
  | "nothing-changed";

/** How an operation was limited: the page shows it. */
export type Limit = "previous-ends" | "next-starts";

/** The place of the cursor afterwards. */
export interface Focus {
  key: string;
  language?: string | undefined;
  caret?: number | undefined;
}

export type Outcome = { rows: Rows; focus?: Focus; limit?: Limit } | { refused: Refusal };

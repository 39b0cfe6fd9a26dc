/** What an operation on rows gives. Pure. */
import type { Rows } from "./row.js";

/** Why an operation was not done. */
export type Refusal =
  | "no-room"
  | "no-next"
  | "end-before-start"
  | "not-a-time"
  | "nothing-to-split"
  | "too-short"
  | "no-gap"
  | "nothing-changed";

/** What a person should know of an operation that was done otherwise than asked. */
export type Limit = "previous-ends" | "next-starts";

/** Where the cursor belongs afterwards. */
export interface Focus {
  key: string;
  language?: string | undefined;
  caret?: number | undefined;
}

export type Outcome = { rows: Rows; focus?: Focus; limit?: Limit } | { refused: Refusal };

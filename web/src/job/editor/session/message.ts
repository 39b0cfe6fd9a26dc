/** What an editing session tells: the state of saving, and messages. */
import type { Limit, Refusal } from "../../../editing/outcome.js";

export type SaveState =
  | { kind: "saved" | "unsaved" | "saving" }
  /** The server is away: saving is retried. */
  | { kind: "retrying"; problem: unknown }
  /** The server refused: saving is retried with the next change or on request. */
  | { kind: "refused"; problem: unknown };

/** A message that the editor shows once: refusals, limits, changes of others. */
export type Message =
  | { kind: "refused"; why: Refusal }
  | { kind: "limited"; how: Limit }
  | { kind: "others"; count: number }
  | { kind: "conflicts"; count: number }
  | { kind: "saved" }
  | { kind: "replaced"; count: number }
  | { kind: "translating" | "translated" | "source-language" }
  | { kind: "not-translated"; problem: unknown }
  | { kind: "undone" | "redone" | "nothing-to-undo" | "nothing-to-redo" | "none-found" };

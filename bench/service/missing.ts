/** A row of a figure that cannot be measured on this host. */
import type { Row } from "../row.js";

const NONE = "there is no PostgreSQL (Debian: postgresql)";

export const missing = (name: string, bar: number, better: "less" | "more"): Row => ({
  name,
  measured: Number.NaN,
  bar,
  better,
  unit: "",
  detail: NONE,
});

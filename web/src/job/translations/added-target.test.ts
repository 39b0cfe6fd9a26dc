import { expect, test } from "vitest";
import { askFor, outcomeOf } from "./added-target.js";

const warning = { code: "untranslated", message: "nothing was translated" };
const before = { status: "completed" as const, targets: ["es"], finishedAt: "2026-01-01T00:00:00.000Z", warnings: [] };
const later = { ...before, finishedAt: "2026-01-02T00:00:00.000Z" };
const asked = askFor("id", before);

test.each([
  ["waiting", before],
  ["waiting", { ...before, status: "queued" as const, targets: ["es", "id"], finishedAt: null }],
  ["waiting", { ...before, status: "running" as const, targets: ["es", "id"], finishedAt: null }],
  // The event of the end came, and the job is not read again yet.
  ["waiting", { ...before, targets: ["es", "id"], finishedAt: null }],
  ["added", { ...later, targets: ["es", "id"] }],
  ["lost", { ...later, warnings: [warning] }],
  ["stopped", later],
])("a target that is asked for is %s", (outcome, job) => expect(outcomeOf(asked, job)).toBe(outcome));

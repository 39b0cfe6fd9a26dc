import { describe, expect, test } from "vitest";
import { isBeginning, testNamesOf } from "./test-names.js";

const SOURCE = `
const cases = { "a file": {}, folder: {} };
describe.skipIf(isMissing)(\`a server\${isMissing ? " (skipped)" : ""}\`, () => {
  const isThere = /x/.test("no test");
  it.concurrent("answers", async () => undefined);
  it.each<[string, number]>([["GET", 1], ["PUT", 2]])("answers %s with %i, at once", () => undefined);
  for (const [what] of Object.entries(cases).filter(([, one]) => one !== "nothing")) it(what, () => undefined);
  for (const kill of kills()) test(\`survives kill \${kill} of all\`, () => undefined);
});
await check("ranks meet", () => undefined);
`;

describe("the names of tests in a source", () => {
  const names = testNamesOf(SOURCE);
  const isThere = (text: string): boolean => names.some((name) => isBeginning(text, name));

  test.each([
    "a server",
    "a server answers",
    "ans",
    "answers PUT with 2, at",
    "a file",
    "a server (skipped) folder",
    "survives kill ",
    "ranks meet",
  ])("have the beginning %j", (text) => expect(isThere(text)).toBe(true));

  test.each([
    "a client",
    "answers never",
    "answers POST",
    "answers PUT with 2, later",
    "nothing",
    "no test",
    "survives kill 1 of",
    "answers ranks meet",
    "ranks meet again",
  ])("do not have the beginning %j", (text) => expect(isThere(text)).toBe(false));
});

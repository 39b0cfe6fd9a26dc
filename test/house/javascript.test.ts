/** Files in JavaScript, which no compiler checks. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./fake-system.js";

test("imports of JavaScript files are there, and are JavaScript once the project is built", () => {
  const files = ["bench", "scripts", "test"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.[cm]?js$/.test(name))
      .map((name) => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(20);
  const wrong: string[] = [];
  for (const file of files) {
    const imports = readFileSync(join(ROOT, file), "utf8").matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g);
    for (const [, from = ""] of imports) {
      const path = normalize(join(dirname(file), from));
      // What is built has its source in src.
      const source = path.replace(/^dist\/(.*)\.js$/, "src/$1.ts");
      if (!existsSync(join(ROOT, source))) wrong.push(`${file}: ${from}`);
    }
  }
  expect(wrong).toEqual([]);
});

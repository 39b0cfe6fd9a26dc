/** The docs agree with one another and with the tree: links, anchors, the table of settings, the picture of the rooms. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { PAGE_ROOMS } from "./rules.js";
import { isBeginning, testNamesOf } from "./test-names.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NOT_WRITTEN = /^(node_modules|dist|build.*|demo-output|coverage|\.git)$/;
const MOST_README_WORDS = 700;

function filesOf(folder: string, wanted: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_WRITTEN.test(entry.name) ? [] : filesOf(path, wanted);
    return wanted.test(entry.name) ? [path] : [];
  });
}

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const pages = filesOf(".", /\.md$/);
/** Without code: brackets in it are not links. */
const withoutCode = (text: string): string => text.replace(/```[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "code");

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(page: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = read(page)
    .replace(/```[\s\S]*?```/g, "")
    .matchAll(/^#+ +(.+)$/gm);
  return new Set(
    [...headings].map(([, heading = ""]) => {
      const plain = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "");
      const anchor = plain.trim().replace(/\s/g, "-");
      const before = seen.get(anchor) ?? 0;
      seen.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    }),
  );
}

describe("a link between docs", () => {
  test("leads to a file that is there, and to a heading of it", () => {
    const broken = pages.flatMap((page) => {
      const text = withoutCode(read(page));
      const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/\bsrc="([^"]+)"/g)];
      return targets
        .map(([, target = ""]) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => {
          const [path = "", anchor] = target.split("#");
          const file = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
          if (!existsSync(join(ROOT, file))) return true;
          return anchor !== undefined && !anchorsOf(file).has(anchor);
        })
        .map((target) => `${page}: ${target}`);
    });
    expect(broken).toEqual([]);
  });

  test("in a comment of a source names a page that is there", () => {
    const sources = ["src", "web/src", "native", "scripts", "test", "bench", "docker", "examples"].flatMap((folder) =>
      filesOf(folder, /\.(ts|tsx|mts|mjs|cc|h|sh|yml|conf)$|\/[^.]*$/),
    );
    const broken = sources.flatMap((source) =>
      [...read(source).matchAll(/(?<![\w/.-])docs\/[\w/-]+\.md\b/g)]
        .map(([page]) => page)
        .filter((page) => !existsSync(join(ROOT, page)))
        .map((page) => `${source}: ${page}`),
    );
    expect(broken).toEqual([]);
  });
});

describe("docs/faults.md", () => {
  const rows = [...read("docs/faults.md").matchAll(/^\|.*\| *(.*?) *\|$/gm)].map(([, cell = ""]) => cell);
  const cells = rows.filter((cell) => cell !== "test" && !/^-+$/.test(cell));

  const known = new Map<string, ReturnType<typeof testNamesOf>>();
  function namesIn(path: string): ReturnType<typeof testNamesOf> {
    const names = known.get(path) ?? testNamesOf(read(path));
    known.set(path, names);
    return names;
  }

  /** What is wrong with the reference to a file and to names of its tests: `file`: "name", "name". */
  function faultsOf(reference: string): string[] {
    const [, file, listed = ""] =
      /^`([\w./-]+)`(?:: ("[^"]+"(?:\\\*)?(?:, "[^"]+"(?:\\\*)?)*))?$/.exec(reference) ?? [];
    if (file === undefined) return [`not of the form \`file\`: "name", "name": ${reference}`];
    const path = [`test/${file}.test.ts`, `src/${file}.test.ts`, `test/${file}.ts`].find((one) =>
      existsSync(join(ROOT, one)),
    );
    const names = path === undefined ? [] : namesIn(path);
    if (names.length === 0) return [`${file} has no tests`];
    return [...listed.matchAll(/"([^"]+)"/g)]
      .map(([, text = ""]) => text)
      .filter((text) => !names.some((name) => isBeginning(text, name)))
      .map((text) => `${file} has no test that begins with "${text}"`);
  }

  test("names tests that are there", () => {
    expect(cells.length).toBeGreaterThan(100);
    expect(cells.flatMap((cell) => cell.split(/; (?=`)/)).flatMap(faultsOf)).toEqual([]);
  });

  test.each([
    ["`api/faults/nothing`", /has no tests/],
    ["`house/rules`", /has no tests/],
    ['`house/docs`: "names tests that are not there"', /no test that begins with "names tests that are not there"/],
    ['`house/docs`: "docs/faults.md names", "nothing"', /no test that begins with "nothing"/],
    ["`house/docs`: names tests that are there", /not of the form/],
    ['`house/docs`: "names tests", `house/rules`', /not of the form/],
  ])("would be refused with %s", (reference, fault) => {
    expect(faultsOf(reference)).toEqual([expect.stringMatching(fault)]);
  });
});

test(`the README has at most ${MOST_README_WORDS} words`, () => {
  expect(read("README.md").split(/\s+/).length).toBeLessThanOrEqual(MOST_README_WORDS);
});

describe("docs/settings.md", () => {
  const page = read("docs/settings.md");
  const sources = filesOf("src", /(?<!\.test)\.ts$/).map(read);

  test("has every environment variable that the sources read", () => {
    const names = sources.flatMap((text) => [
      ...[...text.matchAll(/["'`]((?:SISTER|DATABASE|REDIS)_[A-Z_]+)["'`]/g)].map(([, name = ""]) => name),
      ...[...text.matchAll(/^\s+((?:SISTER|DATABASE|REDIS)_[A-Z_]+): \{/gm)].map(([, name = ""]) => name),
    ]);
    expect(names.length).toBeGreaterThan(20);
    expect([...new Set(names)].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  test("has no variable of Sister that nothing reads", () => {
    const named = [...page.matchAll(/^\| `(SISTER_[A-Z_]+)`/gm)].map(([, name = ""]) => name);
    const scripts = filesOf("scripts", /\.mjs$/).map(read);
    expect(named.filter((name) => ![...sources, ...scripts].some((text) => text.includes(name)))).toEqual([]);
  });
});

test("docs/developing/page.md has a row for every room of the page", () => {
  const rows = [...read("docs/developing/page.md").matchAll(/^\| (`[^|]+`) \|/gm)]
    .map(([, cell = ""]) => cell)
    .join(" ");
  expect(Object.keys(PAGE_ROOMS).filter((room) => !rows.includes(`\`${room}/\``))).toEqual([]);
});

test("the table and the picture of the rooms are what npm run docs:rooms writes", () => {
  const args = ["--import", "tsx", "scripts/rooms.mjs", "--check"];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

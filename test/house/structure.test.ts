/** Holds the tree to the rules of rules.ts. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  EMPTY_NAMES,
  LONG_CLASSES,
  MACHINE_PLACES,
  MADE_FILES,
  MOST_FILES,
  MOST_LINES,
  PAGE_ROOMS,
  ROOMS,
  SHARED_FILES,
  SOURCE_FOLDERS,
  WALLS,
} from "./rules.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Made by a build or a run, never written by people. */
const MADE = /^(node_modules|dist|build|build-.*|demo-output|coverage|\.git)$/;

/** All files that people write, relative to the root: what git would hold, or the tree where there is no git. */
function allFiles(): string[] {
  try {
    const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    const listed = execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return listed.split("\0").filter((file) => file !== "" && existsSync(join(ROOT, file)));
  } catch {
    const walk = (folder: string): string[] =>
      readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
        if (MADE.test(entry.name)) return [];
        const path = join(folder, entry.name);
        return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : [];
      });
    return walk(".");
  }
}

const files = allFiles();
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const inFolder = (folder: string) => files.filter((file) => file.startsWith(`${folder}/`));
const isText = (file: string) =>
  /(\.(c|cc|h|ts|tsx|mts|js|mjs|css|html|json|md|yml|sh|txt|gyp|sources|conf)|\/[^.]*)$/.test(file);

/** The room of a file under src: `src/media/probe/probe.ts` is of "media", `src/errors.ts` of none. */
function roomOf(file: string): string | undefined {
  const parts = relative("src", file).split("/");
  return parts.length > 1 ? parts[0] : undefined;
}

/** The files of the project that a source imports, statically, dynamically or as a type. */
function importsOf(file: string): string[] {
  // Not the examples in doc comments.
  const code = read(file).replace(/^\s*\*.*$/gm, "");
  const found = code.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*"([^"]+)"/g);
  return [...found].flatMap(([, name = ""]) => {
    if (name === "sister/mpi") return ["src/mpi/index.ts"];
    if (!name.startsWith(".")) return [];
    return [relative(ROOT, resolve(ROOT, dirname(file), name)).replace(/\.js$/, ".ts")];
  });
}

/** Why a file of src may not import another, or undefined. */
function objection(file: string, imported: string): string | undefined {
  if (!imported.startsWith("src/")) return file.endsWith(".test.ts") ? undefined : "outside src";
  const from = roomOf(file);
  const to = roomOf(imported);
  if (from === undefined || from === to) return undefined;
  if (to !== undefined) return ROOMS[from]?.includes(to) ? undefined : `${from} may not import ${to}`;
  const shared = SHARED_FILES[relative("src", imported)];
  if (shared === undefined) return "no shared file of src";
  return shared.not.includes(from) ? `${from} may not import it` : undefined;
}

describe("rooms", () => {
  test("every folder of src is a room with rules", () => {
    const rooms = new Set(inFolder("src").flatMap((file) => roomOf(file) ?? []));
    expect([...rooms].filter((room) => !(room in ROOMS))).toEqual([]);
  });

  test("arrows go one way", () => {
    // If A may import B, then B may not import A, over any number of steps.
    const reach = (room: string, seen = new Set<string>()): Set<string> => {
      for (const next of ROOMS[room] ?? []) if (!seen.has(next)) reach(next, seen.add(next));
      return seen;
    };
    expect(Object.keys(ROOMS).filter((room) => reach(room).has(room))).toEqual([]);
  });

  test("a room imports only what the rules let it", () => {
    const broken = inFolder("src")
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => importsOf(file).map((imported) => ({ file, imported, why: objection(file, imported) })))
      .filter(({ why }) => why !== undefined);
    expect(broken).toEqual([]);
  });

  test("no file imports itself over others, types included", () => {
    // Tarjan's algorithm: https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
    const sources = ["src", "web/src"].flatMap(inFolder).filter((file) => /\.tsx?$/.test(file));
    const isSource = new Set(sources);
    const sourceOf = (imported: string): string => (isSource.has(imported) ? imported : `${imported}x`);
    const order = new Map<string, number>();
    const lowest = new Map<string, number>();
    const open: string[] = [];
    const circles: string[][] = [];
    const visit = (file: string): void => {
      order.set(file, order.size);
      let low = order.size - 1;
      open.push(file);
      for (const next of importsOf(file)
        .map(sourceOf)
        .filter((imported) => isSource.has(imported))) {
        if (!order.has(next)) visit(next);
        if (open.includes(next)) low = Math.min(low, lowest.get(next) ?? order.get(next) ?? low);
      }
      lowest.set(file, low);
      if (low !== order.get(file)) return;
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1) circles.push(circle.sort());
    };
    for (const file of sources) if (!order.has(file)) visit(file);
    expect(circles).toEqual([]);
  });

  test(`a folder of src, of the page or of the tests' support has at most ${MOST_FILES} sources`, () => {
    const counts = new Map<string, number>();
    for (const file of ["src", "web/src", "test/support"].flatMap(inFolder).filter((one) => !one.endsWith(".test.ts")))
      counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([]);
  });

  for (const { thing, behind, why } of WALLS) {
    test(`${thing} is named only in ${behind}: ${why}`, () => {
      const users = inFolder("src").filter((file) => read(file).includes(thing));
      expect(users.filter((file) => (behind.endsWith("/") ? !file.startsWith(behind) : file !== behind))).toEqual([]);
    });
  }
});

describe("rooms of the page", () => {
  const sources = inFolder("web/src").filter((file) => /\.tsx?$/.test(file));
  const pageRoomOf = (file: string): string => relative("web/src", file).split("/")[0] ?? "";
  /** As a source names it: by the ending of what it is compiled to. */
  const without = (file: string): string => file.replace(/\.(ts|tsx|js)$/, "");

  test("every folder is a room with rules, and arrows go one way", () => {
    expect([...new Set(sources.map(pageRoomOf))].filter((room) => !(room in PAGE_ROOMS))).toEqual([]);
    const reach = (room: string, seen = new Set<string>()): Set<string> => {
      for (const next of PAGE_ROOMS[room] ?? []) if (!seen.has(next)) reach(next, seen.add(next));
      return seen;
    };
    expect(Object.keys(PAGE_ROOMS).filter((room) => reach(room).has(room))).toEqual([]);
  });

  test("a room imports only what the rules let it, and nothing of src but subtitles", () => {
    const broken = sources.flatMap((file) =>
      importsOf(file)
        .map(without)
        .filter((imported) => {
          if (imported.startsWith("src/")) return !imported.startsWith("src/subtitles/");
          const [from, to] = [pageRoomOf(file), pageRoomOf(imported)];
          return from !== to && PAGE_ROOMS[from]?.includes(to) !== true;
        })
        .map((imported) => `${file} imports ${imported}`),
    );
    expect(broken).toEqual([]);
  });

  test("the folders inside a room do not import each other in a circle", () => {
    // Down to a depth, a folder counts as one place: web/src/ROOM/FOLDER, then web/src/ROOM/FOLDER/FOLDER.
    for (const depth of [4, 5]) {
      const at = (file: string): string => without(file).split("/").slice(0, depth).join("/");
      const next = new Map<string, Set<string>>();
      for (const file of sources.filter((one) => !/\.test\.tsx?$/.test(one))) {
        const from = next.get(at(file)) ?? new Set();
        next.set(at(file), from);
        for (const to of importsOf(file).map(at)) if (to !== at(file)) from.add(to);
      }
      const reach = (place: string, seen = new Set<string>()): Set<string> => {
        for (const one of next.get(place) ?? []) if (!seen.has(one)) reach(one, seen.add(one));
        return seen;
      };
      expect([...next.keys()].filter((place) => reach(place).has(place))).toEqual([]);
    }
  });
});

describe("files", () => {
  const sources = SOURCE_FOLDERS.flatMap(inFolder).filter(
    (file) => isText(file) && !(MADE_FILES as readonly string[]).includes(file),
  );

  test(`are at most ${MOST_LINES} lines long, but for long classes with a reason`, () => {
    const long = sources
      .filter((file) => !(file in LONG_CLASSES))
      .map((file) => ({ file, lines: read(file).split("\n").length - 1 }))
      .filter(({ lines }) => lines > MOST_LINES);
    expect(long).toEqual([]);
    expect(Object.keys(LONG_CLASSES).filter((file) => !sources.includes(file))).toEqual([]);
  });

  test("have names that say what is in them", () => {
    expect(files.filter((file) => file.split("/").some((part) => EMPTY_NAMES.test(part)))).toEqual([]);
  });

  test("of the docs name sources that are there", () => {
    const missing = files
      .filter((file) => file.endsWith(".md") && file !== "CHANGELOG.md")
      .flatMap((file) =>
        [...read(file).matchAll(/`([\w-]+(?:\/[\w.-]+)+\.ts)`/g)]
          .map(([, name = ""]) => name)
          .filter((name) => !files.some((one) => one === name || one.endsWith(`/${name}`)))
          .map((name) => `${file}: ${name}`),
      );
    expect(missing).toEqual([]);
  });

  test("name no place of one machine", () => {
    const naming = files
      .filter((file) => isText(file) && file !== "package-lock.json")
      .flatMap((file) =>
        MACHINE_PLACES.filter((place) => place.test(read(file))).map((place) => `${file}: ${place.source}`),
      );
    expect(naming).toEqual([]);
  });

  test("of the lock file are not tied to one registry", () => {
    expect(read("package-lock.json")).not.toMatch(/"resolved": "http/);
  });
});

describe("tests", () => {
  test("beside the sources launch no other program", () => {
    const launching = inFolder("src").filter(
      (file) => file.endsWith(".test.ts") && /from "node:child_process"/.test(read(file)),
    );
    expect(launching).toEqual([]);
  });
});

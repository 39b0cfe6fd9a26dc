/** Two builds, one list of sources. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string): string => readFileSync(`${root}/${file}`, "utf8");
const inNative = readdirSync(`${root}/native`, { recursive: true, encoding: "utf8" }).map((file) => `native/${file}`);
const lists = inNative.filter((file) => file.endsWith(".sources"));

it("every C++ file is in one list, once, and the lists name no other file", () => {
  const listed = lists.flatMap((list) => read(list).split("\n").filter(Boolean));
  expect(listed.sort()).toEqual(inNative.filter((file) => file.endsWith(".cc")).sort());
});

it("both builds take their sources from the lists, and from nowhere else", () => {
  const gyp = read("binding.gyp");
  const cmake = read("CMakeLists.txt");
  // CMake makes each list's name of an argument: add_addon(TARGET LIST ...).
  expect(cmake).toContain("file(STRINGS native/${LIST}.sources SOURCES)");
  const ofGyp = [...gyp.matchAll(/"target_name": "(\w+)",\s*"sources": \["<!@\(cat native\/(\w+)\.sources\)"\]/g)];
  const ofCmake = [...cmake.matchAll(/^add_addon\((\w+) (\w+)/gm)];
  const pairs = (matches: RegExpMatchArray[]): string[] =>
    matches.map(([, target, list]) => `${target}: ${list}`).sort();
  expect(pairs(ofGyp)).toEqual(pairs(ofCmake));
  expect(ofGyp.length).toBe(lists.length);
  for (const build of [gyp, cmake]) expect(build).not.toMatch(/\.(cc|cpp|c)\b/);
});

/** The catalogue is consistent. */
import { expect, test } from "vitest";
import { familyNamed } from "../sherpa/families.js";
import { knowsItsDigests, listsItsFiles } from "./catalogue-entry.js";
import { CATALOGUE, DEFAULT_MODELS, findEntry, nearNames } from "./catalogue.js";
import { isModelName } from "./installed.js";
import { isPlainPath } from "./manifest.js";

test("every name of the catalogue is unique and can be a folder", () => {
  const names = CATALOGUE.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !isModelName(name))).toEqual([]);
});

test("every file of the catalogue has a source, and every source has a file", () => {
  for (const { name, files, sources, firefox } of CATALOGUE) {
    expect([name, [...new Set(files.map(({ source }) => source))].sort()]).toEqual([name, Object.keys(sources).sort()]);
    expect([name, files.length > 0 || firefox !== undefined]).toEqual([name, true]);
    for (const file of files) expect([name, isPlainPath(file.name.replace(/\/$/, ""))]).toEqual([name, true]);
    for (const source of Object.values(sources)) {
      if (source.kind === "npm") expect(`${source.spec} ${source.integrity}`).toMatch(/@\d[\d.]+ sha512-.{88}$/);
      else expect(source.url).toMatch(/^https:\/\//);
    }
  }
});

test("Sister supports every family of the catalogue's speech models", () => {
  const families = CATALOGUE.filter(({ task }) => task === "speech").map(({ family }) => family);
  expect(families.filter((family) => familyNamed(family) === null)).toEqual([]);
});

test("known sizes of the catalogue add up, and every licence is named", () => {
  for (const { name, bytes, files, licence } of CATALOGUE) {
    if (files.length > 0 && files.every((file) => file.bytes !== undefined))
      expect([name, files.reduce((sum, file) => sum + (file.bytes ?? 0), 0)]).toEqual([name, bytes]);
    expect([name, licence.name !== "" && licence.text !== ""]).toEqual([name, true]);
  }
});

test("every digest of the default models is known", () => {
  for (const name of DEFAULT_MODELS) {
    const entry = findEntry(name);
    expect([name, entry !== null && listsItsFiles(entry) && knowsItsDigests(entry)]).toEqual([name, true]);
  }
});

test("similar names are suggested", () => {
  expect(nearNames("moonshine")).toContain("moonshine-base-en");
  expect(nearNames("whisper-tyni")[0]).toBe("whisper-tiny");
  expect(nearNames("en-id")).toContain("translate/en-id");
  expect(nearNames("Silero_VAD")).toEqual(["silero-vad"]);
  expect(nearNames("xyz")).toEqual([]);
});

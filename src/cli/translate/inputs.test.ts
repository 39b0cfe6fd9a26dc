import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findInputs, mediaAmong, subtitlesAmong } from "./inputs.js";

let folder = "";
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sister-inputs-"));
  for (const name of ["a.mp4", "b.wav", "my talk.mp4", "[1].mp4"]) writeFileSync(at(name), "x");
  mkdirSync(at("talks"));
  for (const name of ["2.mkv", "10.mp4", "notes.txt", ".hidden.mp4"]) writeFileSync(join(at("talks"), name), "x");
  mkdirSync(at("texts"));
  writeFileSync(at("texts/notes.txt"), "x");
  symlinkSync(at("a.mp4"), at("link.mp4"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("findInputs", () => {
  it("finds one file, several files, and the files of a folder sorted by name", async () => {
    expect(await findInputs([at("a.mp4")])).toEqual({ files: [at("a.mp4")], isOne: true, notes: [] });
    expect(await findInputs([at("b.wav"), at("talks")])).toEqual({
      files: [at("b.wav"), at("talks/2.mkv"), at("talks/10.mp4")],
      isOne: false,
      notes: [],
    });
    expect(await findInputs([at("[1].mp4")])).toMatchObject({ files: [at("[1].mp4")] });
  });

  it("lists a file once, whatever names it has", async () => {
    const { files, notes } = await findInputs([at("a.mp4"), at("talks/../a.mp4"), at("link.mp4")]);
    expect(files).toEqual([at("a.mp4")]);
    expect(notes.join("\n")).toMatch(/named twice.*done once\n.*link\.mp4 is named twice/);
  });

  it("leaves a missing file to be refused when it is opened", async () => {
    expect((await findInputs([at("a.mp4"), at("missing.mp4")])).files).toEqual([at("a.mp4"), at("missing.mp4")]);
    expect((await findInputs([at("missing.mp4")])).files).toEqual([at("missing.mp4")]);
  });

  it.each([
    [
      "an address",
      ["https://example.org/talk.mp4"],
      /is an address.*curl -fLO https:\/\/example\.org\/talk\.mp4.*then give the file/,
    ],
    ["an address of another kind", ["rtsp://camera/1"], /is an address.*download the video first, then/],
    ["an address of a file", ["file:///tmp/a%20b.mp4"], /give the path itself, '\/tmp\/a b\.mp4'/],
    ["standard input", ["-"], /standard input.*save it to a file first/],
    ["a device", ["/dev/null"], /pipe or a device.*save it to a file first/],
    ["a pattern without a match", ["*.nothing"], /no file matches \*\.nothing/],
    ["an empty name", [""], /empty name/],
    ["several missing ones", ["x1", "x2"], /no file "x1" nor "x2".*quotes/],
  ])("refuses %s", async (_, words, message) => {
    await expect(findInputs(words)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message) as string,
    });
  });

  it("refuses a name that was split at its blanks, and tells how to write it", async () => {
    const message = expect.stringMatching(/put a name with blanks into quotes: '.*\/my talk\.mp4'/) as string;
    await expect(findInputs([at("my"), "talk.mp4"])).rejects.toMatchObject({ exitCode: 2, message });
    await expect(findInputs([at("a.mp4"), at("my"), "talk.mp4"])).rejects.toMatchObject({ exitCode: 2, message });
  });

  it("refuses a folder without videos", async () => {
    await expect(findInputs([at("texts")])).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/the folder .*texts holds no video/) as string,
    });
  });

  it("leaves out outputs of Sister, and sound files beside a video of the same name", () => {
    expect(
      mediaAmong([
        "b.mp4",
        "b.es.burned.mp4",
        "b.subtitled.mkv",
        "b.wav",
        "b.en.srt",
        "c.mp3",
        "d.es.burned.mp4",
        "E.MOV",
      ]),
    ).toEqual(["b.mp4", "c.mp3", "d.es.burned.mp4", "E.MOV"]);
  });

  it("takes subtitle files of a folder that stand for themselves, if there are targets", () => {
    const names = [
      "a.mp4",
      "a.en.srt",
      "b.en.srt",
      "b.en.vtt",
      "b.es.srt",
      "b.en-es.srt",
      "c.ass",
      "d.pt-BR.srt",
      "e.json",
    ];
    expect(subtitlesAmong(names, { targets: ["es"] })).toEqual(["b.en.srt", "c.ass", "d.pt-BR.srt"]);
    expect(subtitlesAmong(names, { targets: [] })).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { ACCEPT, faultOf } from "./file-check.js";

const file = (name: string, type = "", size = 1000) => ({ name, type, size });

describe("a chosen file", () => {
  it.each([
    file("talk.mp4", "video/mp4"),
    file("sound", "audio/x-something"),
    file("old.MKV"),
    file("camera.MTS"),
    // Browsers take this ending for that of TypeScript or of a translation.
    file("stream.ts", "text/vnd.trolltech.linguist"),
    file("tape.mxf", "application/mxf"),
    file("unnamed", "application/octet-stream"),
    file("no ending and no type"),
  ])("is taken: $name $type", (one) => expect(faultOf(one, null)).toBeNull());

  it.each([
    file("letter.pdf", "application/pdf"),
    file("photo.jpg", "image/jpeg"),
    file("notes.txt", "text/plain"),
    file("subtitles.srt", "application/x-subrip"),
  ])("is no media: $name", (one) => expect(faultOf(one, null)).toBe("not-media"));

  it("must not be empty", () => expect(faultOf(file("talk.mp4", "video/mp4", 0), null)).toBe("empty"));

  it("must not be larger than the server takes", () => {
    expect(faultOf(file("talk.mp4", "video/mp4", 1001), 1000)).toBe("too-large");
    expect(faultOf(file("talk.mp4", "video/mp4", 1000), 1000)).toBeNull();
  });

  it("is offered by the dialog, whatever the case of its ending", () => expect(ACCEPT).toContain(".mkv"));
});

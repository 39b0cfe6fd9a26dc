import { describe, expect, it } from "vitest";
import { SisterError } from "../errors.js";
import { clientErrorMessage, clientMessage, SERVER_FAILED } from "./client-messages.js";

const sha = "ab".repeat(32);
const path = `/var/lib/sister/videos/ab/${sha}`;
const names = { [path]: "my --talk /tmp/.mp4", [sha]: "my --talk /tmp/.mp4" };

describe("a message for a client", () => {
  it.each([
    [
      `no sound could be decoded from ${path}: it is damaged; check that a player can play it`,
      "no sound could be decoded from my --talk /tmp/.mp4: it is damaged; check that a player can play it",
    ],
    [
      `ffmpeg could not decode the sound of ${path} ([mov @ 0x1] file:${path}: bad): check that a player can play it`,
      "ffmpeg could not decode the sound of my --talk /tmp/.mp4 ([mov @ 0x1] my --talk /tmp/.mp4: bad): check that a player can play it",
    ],
    [
      `ffmpeg could not decode ${path} (no /usr/lib/libx.so): check it`,
      "ffmpeg could not decode my --talk /tmp/.mp4: check it",
    ],
    ["the decoded audio could not be kept in /tmp (ENOSPC): free 115 MB, or set TMPDIR to a disk", SERVER_FAILED],
    ["Spanish is the language of the speech: leave it out of --to", "Spanish is the language of the speech"],
    [
      "no installed pair translates en to xx: installed targets are es; more pairs are Debian's apertium packages (apt-cache search apertium)",
      "no installed pair translates en to xx: installed targets are es",
    ],
    [
      "the speech model x recognizes en, not de: choose a model for it with --model (sister models list)",
      "the speech model x recognizes en, not de",
    ],
    ["mpirun could not be started (ENOENT): install openmpi-bin", SERVER_FAILED],
    [`rank 1 on 10.0.0.7 was killed: ${sha}`, SERVER_FAILED],
    ["12 s of sound could not be decoded", "12 s of sound could not be decoded"],
  ])("keeps only what the client can use of: %s", (message, told) => {
    expect(clientMessage(message, names)).toBe(told);
  });

  it("explains nothing of an unexpected error", () => {
    expect(clientErrorMessage(new TypeError(`x of ${path}`))).toBe(SERVER_FAILED);
    expect(clientErrorMessage(new SisterError("it is cut off; record it again"))).toBe(
      "it is cut off; record it again",
    );
  });
});

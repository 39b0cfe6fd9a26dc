/**
 * A program for tests: `mux-into.ts mux|burn VIDEO SUBTITLE OUTPUT` prints `name exitCode message` of an error, or
 * nothing.
 */
import { probe } from "../../../src/media/probe/probe.js";
import { burnSubtitles, muxSubtitles } from "../../../src/media/subtitled-video.js";

async function main([how, video, subtitle, output]: string[]): Promise<void> {
  const info = await probe(video ?? "");
  if (how === "burn") await burnSubtitles({ info, subtitle: subtitle ?? "", output: output ?? "" });
  else await muxSubtitles({ info, tracks: [{ file: subtitle ?? "", language: "es" }], output: output ?? "" });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const { name, exitCode, message } = error as { name: string; exitCode?: number; message: string };
  console.log(name, exitCode, message);
});

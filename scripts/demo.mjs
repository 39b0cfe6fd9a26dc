#!/usr/bin/env node
/**
 * `npm run demo`: sets everything up, makes a talk of over 60 s, and transcribes and translates it in a real MPI
 * process group.
 *
 *   npm run demo                                   a generated talk, into Spanish and Catalan
 *   npm run demo -- path/to/video.mp4 --to es      your video
 *
 * Arguments after the video are passed to `sister translate`. All output goes to demo-output/.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, parse, relative, resolve } from "node:path";
import { makeTalk } from "./make-talk.mjs";
import { ROOT, runScript, setUp } from "./setup/set-up.mjs";
import { SetupError } from "./setup/run-program.mjs";

/** Cues of each language that are printed at the end. */
const SHOWN_CUES = 3;
const OUTPUT = join(ROOT, "demo-output");
/** Options of `sister translate` without a value. */
const FLAGS = new Set(["--mux", "--overwrite", "--json", "--help"]);

/** Splits the arguments into the video and the options for `sister translate`. */
function readArguments(args) {
  const options = [];
  let video;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at];
    if (!arg.startsWith("-")) {
      if (video !== undefined) throw new SetupError(`one video at a time: ${video} or ${arg}?`);
      video = arg;
    } else {
      options.push(arg);
      if (!FLAGS.has(arg) && !arg.includes("=") && at + 1 < args.length) options.push(args[(at += 1)]);
    }
  }
  return { video, options };
}

/** The demo's defaults for options that the caller leaves out. */
function withDefaults(options) {
  const given = (name) => options.some((option) => option === name || option.startsWith(`${name}=`));
  const all = [...options];
  if (!given("--to")) all.push("--to", "es,ca");
  if (!given("--ranks") && !given("--hostfile"))
    all.push("--ranks", `${Math.min(8, Math.max(2, availableParallelism()))}`);
  if (!given("--out")) all.push("--out", OUTPUT);
  if (!given("--overwrite")) all.push("--overwrite");
  if (!given("--mux")) all.push("--mux");
  return all;
}

/**
 * Runs the command on this terminal; resolves with its exit status. The terminal sends Ctrl-C to the command, which
 * then ends by itself.
 */
async function runSister(args, env) {
  const child = spawn(process.execPath, [join(ROOT, "bin", "sister"), ...args], { stdio: "inherit", env });
  const wait = () => {};
  const hand = () => child.kill("SIGTERM");
  process.on("SIGINT", wait).on("SIGTERM", hand);
  try {
    return await new Promise((done, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => done(code ?? (signal === "SIGINT" ? 130 : 143)));
    });
  } finally {
    process.off("SIGINT", wait).off("SIGTERM", hand);
  }
}

function showFirstCues(files) {
  for (const file of files.filter((name) => name.endsWith(".srt"))) {
    const cues = readFileSync(file, "utf8")
      .trim()
      .split(/\r?\n\r?\n/)
      .slice(0, SHOWN_CUES);
    console.log(`\n${parse(parse(file).name).ext.slice(1)}:`);
    for (const cue of cues) {
      const [, times = "", ...text] = cue.split(/\r?\n/);
      console.log(`  ${times.split(" ")[0]?.replace(",", ".")}  ${text.join(" / ")}`);
    }
  }
}

function sizeOf(file) {
  const bytes = statSync(file).size;
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

await runScript(async () => {
  const { video: given, options } = readArguments(process.argv.slice(2));
  const video = given === undefined ? join(OUTPUT, "talk.mp4") : resolve(process.env.INIT_CWD ?? ".", given);
  if (given !== undefined && !existsSync(video)) throw new SetupError(`there is no file ${video}: name your video`);
  await setUp();
  if (given === undefined && !existsSync(video)) {
    console.log("demo: making a talk (flite speaks it over slides)");
    const { seconds } = await makeTalk({ output: video });
    console.log(`demo: ${relative(ROOT, video)}, ${seconds.toFixed(0)} s`);
  }
  const args = ["translate", video, ...withDefaults(options)];
  console.log(`demo: bin/sister ${args.map((arg) => (arg.startsWith(ROOT) ? relative(ROOT, arg) : arg)).join(" ")}\n`);
  // Finished segments of the generated talk are kept until the demo ends: it resumes after Ctrl-C, but a second demo
  // does all of the work again.
  const kept = join(OUTPUT, "kept");
  const isOurs = given === undefined && process.env.SISTER_DATA_DIR === undefined;
  const status = await runSister(args, isOurs ? { ...process.env, SISTER_DATA_DIR: kept } : process.env);
  if (status !== 0) {
    console.error(`\ndemo: sister ended with status ${status}; the same command goes on from the finished segments`);
    return status;
  }
  if (isOurs) rmSync(kept, { recursive: true, force: true });
  const at = args.findIndex((arg) => arg === "--out" || arg.startsWith("--out="));
  const folder = resolve(args[at].startsWith("--out=") ? args[at].slice("--out=".length) : args[at + 1]);
  const { name, base } = parse(video);
  const files = readdirSync(folder)
    .filter((file) => file.startsWith(`${name}.`) && file !== base)
    .sort()
    .map((file) => join(folder, file));
  showFirstCues(files);
  console.log("\nWritten:");
  for (const file of files) console.log(`  ${relative(process.cwd(), file)} (${sizeOf(file)})`);
  console.log("\nThe same in a browser: run `sister serve` and open http://127.0.0.1:8000");
  return 0;
});

/** `sister doctor`: checks all that Sister needs by using it, and prints how to mend what fails. */
import type { Command } from "commander";
import { memoryBound } from "../../children/bounds.js";
import { isolation } from "../../children/isolation.js";
import { runChild } from "../../children/run-child.js";
import { messageOf } from "../../errors.js";
import { checkHosts } from "../../group/hosts/hosts-check.js";
import { readHostfile } from "../../group/hosts/hostfile.js";
import { groupEnvironment } from "../../group/launcher/mpirun.js";
import { FolderJournal, journalFolder } from "../../pipeline/journal.js";
import { openAligner } from "../../speech/alignment/open-aligner.js";
import { chooseSpeech } from "../../speech/default-engine.js";
import { definitionOf } from "../../speech/engines.js";
import { SAMPLE_RATE } from "../../speech/engine.js";
import { openSpeechEngine } from "../../speech/open.js";
import { findModel, verifyModel } from "../../speech/models/installed.js";
import { openVoiceDetector } from "../../speech/voice/open-detector.js";
import { translatorOrder, TRANSLATORS } from "../../translation/translators.js";
import { readSettings } from "../../service/settings/settings.js";
import { printJson, printText } from "../terminal/print.js";
import { checkDatabase, checkRedis } from "./doctor-services.js";
import { checkTranslator } from "./doctor-translators.js";

interface Finding {
  what: string;
  ok: boolean;
  /** Whether Sister cannot work without it. */
  needed: boolean;
  detail: string;
}

type Check = () => Promise<string>;

export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("check all that Sister needs, and print how to mend what is missing")
    .option("--hostfile <file>", "also check every host of a hostfile over ssh")
    .option("--json", "print the result as JSON", false)
    .action(async (options: { hostfile?: string; json: boolean }) => {
      process.exitCode = await doctor(options);
    });
}

/** Runs all checks and prints them. Returns 1 if anything is missing, even if Sister works without it. */
async function doctor({ hostfile, json }: { hostfile?: string; json: boolean }): Promise<number> {
  const findings: Finding[] = [];
  const check = async (what: string, needed: boolean, look: Check, mend: string): Promise<void> => {
    try {
      findings.push({ what, ok: true, needed, detail: await look() });
    } catch (error) {
      const problem = messageOf(error).split("\n")[0] ?? "";
      // Some errors already tell how to mend it.
      findings.push({ what, ok: false, needed, detail: problem.endsWith(mend) ? problem : `${problem}: ${mend}` });
    }
    const last = findings.at(-1);
    if (!json && last) print(last);
  };
  await check("Node.js", true, nodeVersion, "install Node.js 20.19 or later");
  await check("mpirun", true, () => firstLine("mpirun", ["--version"]), "apt-get install openmpi-bin");
  await check("MPI addon", true, mpiAddon, "npm run build (it needs libopenmpi-dev)");
  await check("ffmpeg", true, () => mediaProgram("FFMPEG_PATH", "ffmpeg"), "apt-get install ffmpeg");
  await check("ffprobe", true, () => mediaProgram("FFPROBE_PATH", "ffprobe"), "apt-get install ffmpeg");
  await check("isolation", false, whatHolds, "");
  await check("speech engine", true, speechEngine, "sister models pull moonshine-base-en, or npm run build");
  await check("speech model", false, speechModel, "a weaker engine is used without it");
  await check("voice detector", false, voiceDetector, "sister models pull silero-vad");
  await check(
    "word times",
    false,
    aligner,
    "apt-get install pocketsphinx-en-us libpocketsphinx-dev flite, then npm run build",
  );
  const order = translatorOrder();
  for (const { id, howToInstall } of TRANSLATORS)
    await check(`translator ${id}`, order.includes(id), () => checkTranslator(id, order), howToInstall);
  await check("kept segments", true, keptSegments, "set SISTER_DATA_DIR to a folder that can be written");
  const settings = readSettings();
  const { databaseUrl } = settings;
  if (databaseUrl !== null)
    await check("database", true, () => checkDatabase(databaseUrl), "check DATABASE_URL and that the server runs");
  if (settings.redis !== null) await check("Redis", false, () => checkRedis(settings), "Sister works without it");
  if (hostfile !== undefined) {
    for (const host of await checkHosts(await readHostfile(hostfile))) {
      const finding = { what: `host ${host.host}`, ok: host.ok, needed: true, detail: host.detail };
      findings.push(finding);
      if (!json) print(finding);
    }
  }
  const ok = findings.every((finding) => finding.ok);
  const works = findings.every((finding) => finding.ok || !finding.needed);
  if (json) printJson({ ok, findings });
  else if (ok) printText("\nSister can work here.");
  else printText(`\nSister ${works ? "can work here, but something is missing" : "cannot work here yet"}: see above.`);
  return ok ? 0 : 1;
}

function print({ what, ok, needed, detail }: Finding): void {
  printText(`${ok ? "ok     " : needed ? "FAILED " : "missing"}  ${what.padEnd(25)} ${detail}`);
}

function nodeVersion(): Promise<string> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) return Promise.reject(new Error(`${process.version} is too old`));
  return Promise.resolve(process.version);
}

async function firstLine(
  command: string,
  args: string[],
  kind: "media" | "group" = "group",
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const bounds = { bytes: memoryBound(2 * 2 ** 30), seconds: 60, cpuSeconds: Infinity, standstillSeconds: Infinity };
  const noNetwork = kind === "media";
  const { code, failure, stdout, stderr } = await runChild(command, args, {
    kind,
    what: command,
    bounds,
    env,
    noNetwork,
  });
  if (failure) throw failure;
  if (code !== 0) throw new Error(lastWords(stderr) ?? `${command} ended with status ${code}`);
  return (stdout.split("\n")[0] ?? "").trim();
}

/** Starts a program of ffmpeg with the limits that it has while it reads a video. */
function mediaProgram(variable: string, name: string): Promise<string> {
  return firstLine(process.env[variable] || name, ["-version"], "media");
}

/** The isolation of child processes that this kernel allows. Sister works without it. */
function whatHolds(): Promise<string> {
  const { noNetwork, endWithParent } = isolation();
  const network = noNetwork
    ? "ffmpeg and ffprobe run without a network"
    : "ffmpeg and ffprobe can reach the network: no namespace can be made here (unshare --net)";
  const end = endWithParent
    ? "programs end with Sister"
    : "programs may outlive Sister if it is killed: setpriv is missing (apt-get install util-linux)";
  return Promise.resolve(`${network}; ${end}`);
}

/** The last line with words: Open MPI frames its messages with lines of dashes. */
function lastWords(text: string): string | undefined {
  return text
    .split("\n")
    .map((line) => line.trim())
    .findLast((line) => /\w/.test(line));
}

/** Runs two ranks that add their numbers: one check for launcher, library and addon. */
function mpiAddon(): Promise<string> {
  const binding = new URL("../../mpi/index.js", import.meta.url).href;
  const program =
    `import { init, version } from ${JSON.stringify(binding)}; const world = init(); const sum = new Int32Array(1);` +
    `await world.allreduce(new Int32Array([world.rank + 1]), sum);` +
    `if (sum[0] !== 3) throw new Error("2 ranks added to " + sum[0]); if (world.rank === 0) console.log("2 ranks, " + version().library.split(",")[0]);`;
  const args = [
    "-n",
    "2",
    "--oversubscribe",
    "--bind-to",
    "none",
    process.execPath,
    "--input-type=module",
    "-e",
    program,
  ];
  return firstLine("mpirun", args, "group", groupEnvironment());
}

/** One second of a tone, to try engines on. */
const tone = (): Int16Array => Int16Array.from({ length: SAMPLE_RATE }, (_, i) => 3000 * Math.sin(i / 10));

async function speechEngine(): Promise<string> {
  const { config } = await chooseSpeech({ language: "en" });
  const engine = await openSpeechEngine(config);
  try {
    await engine.recognize(tone(), { language: "en" });
    return engine.name;
  } finally {
    await engine.close();
  }
}

/** Checks that the default engine is used, and that every file of its model is whole. */
async function speechModel(): Promise<string> {
  const { config, note } = await chooseSpeech({ language: "en" });
  if (note !== null) throw new Error(note);
  const model = definitionOf(config).modelToShare(config);
  if (model === null) return "the one that SISTER_SPEECH_MODEL names";
  const found = findModel(model);
  const problem = found && (await verifyModel(found.dir, { whole: true }));
  if (problem) throw new Error(problem);
  return `${model}${found ? ", every file is whole" : ""}`;
}

async function voiceDetector(): Promise<string> {
  let warning: string | null = null;
  const detector = await openVoiceDetector({ onWarning: (message) => (warning = message) });
  try {
    await detector.push(tone());
    await detector.end();
    if (warning !== null) throw new Error(warning);
    return detector.name;
  } finally {
    await detector.close();
  }
}

async function aligner(): Promise<string> {
  const opened = await openAligner("en");
  if (!opened) throw new Error("this host has no aligner for English");
  await opened.close();
  return "English words are aligned";
}

async function keptSegments(): Promise<string> {
  await FolderJournal.open(journalFolder());
  return journalFolder();
}

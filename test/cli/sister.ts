/** Runs the command as a user does, and finds the processes that it started. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MPIRUN_ENVIRONMENT } from "../mpi/launch.js";

export const COMMAND = fileURLToPath(new URL("../../bin/sister", import.meta.url));

export interface Finished {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningCommand {
  child: ChildProcess;
  ended: Promise<Finished>;
  /** Resolves when standard error holds such a text; rejects when the command ends before. */
  says(text: RegExp): Promise<void>;
  /** Standard error so far. */
  stderr(): string;
}

/** A folder for one test, with a journal of its own. */
export async function makeFolder(): Promise<{ folder: string; env: NodeJS.ProcessEnv; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "sister-test-"));
  return {
    folder,
    env: { SISTER_DATA_DIR: join(folder, "data") },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Starts `sister …`, or with `launcher` another program that runs it. */
export function start(args: string[], env: NodeJS.ProcessEnv = {}, launcher: string[] = []): RunningCommand {
  const [program = COMMAND, ...before] = [...launcher, COMMAND];
  const environment: NodeJS.ProcessEnv = { ...process.env, ...MPIRUN_ENVIRONMENT, ...env };
  delete environment["NODE_OPTIONS"];
  const child = spawn(program, [...before, ...args], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  const watchers = new Set<() => void>();
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => {
    stderr += text.toString();
    for (const watcher of watchers) watcher();
  });
  const ended = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, stdout, stderr }));
  });
  const says = (text: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const watcher = (): void => {
        if (!text.test(stderr)) return;
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
      watcher();
      void ended.then(({ status }) =>
        reject(new Error(`sister ended with ${status} before it printed ${text}: ${stderr}`)),
      );
    });
  return { child, ended, says, stderr: () => stderr };
}

export function run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return start(args, env).ended;
}

interface ProcessEntry {
  pid: number;
  parent: number;
  command: string;
}

/** All processes below this one. */
export async function descendants(of: number): Promise<ProcessEntry[]> {
  const entries: ProcessEntry[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = await readFile(`/proc/${name}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      const command = (await readFile(`/proc/${name}/cmdline`, "utf8")).replaceAll("\0", " ");
      entries.push({ pid: Number(name), parent, command });
    } catch {
      // The process has ended meanwhile.
    }
  }
  const below = new Set([of]);
  for (let grown = true; grown;) {
    grown = false;
    for (const entry of entries) {
      if (!below.has(entry.parent) || below.has(entry.pid)) continue;
      below.add(entry.pid);
      grown = true;
    }
  }
  below.delete(of);
  return entries.filter((entry) => below.has(entry.pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when all processes have ended. The time limit of the test bounds the wait. */
export async function allEnd(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 20));
}

const SENTENCES = [
  "Good morning and thank you for coming to this talk.",
  "Today we look at how many computers can share the work.",
  "Each of them hears a part of the recording.",
  "The parts are cut where nobody is speaking.",
  "When a computer is done it gets another part.",
  "In the end all the words are put together.",
  "Then they are translated and shown under the picture.",
];

/** Samples of silence after each sentence: 0.6 s. */
const PAUSE = 9600;

function flite(text: string, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile("flite", ["-voice", "slt", "-t", text, "-o", file], (error) => {
      if (error) reject(new Error(error.message));
      else resolve();
    });
  });
}

let spoken: Promise<Int16Array[]> | null = null;

/** The sentences at 16 kHz mono, each with a pause: about 24 s. Synthesized once. */
function sentences(): Promise<Int16Array[]> {
  return (spoken ??= (async () => {
    const { folder, remove } = await makeFolder();
    const parts: Int16Array[] = [];
    for (const [i, sentence] of SENTENCES.entries()) {
      await flite(sentence, join(folder, `${i}.wav`));
      const bytes = (await readFile(join(folder, `${i}.wav`))).subarray(44);
      const part = new Int16Array((bytes.length >> 1) + PAUSE);
      new Uint8Array(part.buffer).set(bytes.subarray(0, bytes.length & ~1));
      parts.push(part);
    }
    await remove();
    return parts;
  })());
}

/** Speech of at least `seconds`: whole sentences, repeated. */
export async function speechOf(seconds: number): Promise<Int16Array> {
  const all = await sentences();
  const chosen: Int16Array[] = [];
  let length = 0;
  for (let i = 0; length < seconds * 16_000; i++) {
    const next = all[i % all.length] ?? new Int16Array(16_000);
    chosen.push(next);
    length += next.length;
  }
  const samples = new Int16Array(length);
  let at = 0;
  for (const part of chosen) {
    samples.set(part, at);
    at += part.length;
  }
  return samples;
}

/** Samples as a WAV file. */
export function wavOf(samples: Int16Array): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(32_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}

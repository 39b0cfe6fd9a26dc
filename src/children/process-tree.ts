/** A process and its descendants, read from Linux's /proc. Without /proc the result is empty. */
import { readdirSync, readFileSync } from "node:fs";

/** One process at one moment. */
export interface ProcessState {
  pid: number;
  parent: number;
  /** R: runs, S: sleeps, D: waits for a disk, T: is stopped, Z: has ended (proc(5)). */
  state: string;
  /** Processor time in seconds, including that of children that it has waited for. */
  cpuSeconds: number;
  /** Resident memory in bytes. */
  bytes: number;
}

/** Clock ticks per second in /proc: 100 on every Linux architecture that Node.js supports. */
const TICKS = 100;

/** Bytes per memory page, as the kernel tells every process (AT_PAGESZ, getauxval(3)). Some machines use 64 KiB. */
function pageBytes(): number {
  try {
    const words = readFileSync("/proc/self/auxv");
    for (let at = 0; at + 16 <= words.length; at += 16)
      if (words.readBigUInt64LE(at) === 6n) return Number(words.readBigUInt64LE(at + 8));
  } catch {
    // Not Linux: /proc is not read.
  }
  return 4096;
}
const PAGE = pageBytes();

/** The state of a process. Null if it has ended or cannot be read. */
export function processState(pid: number): ProcessState | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return null;
  }
  // The name in front may contain spaces and brackets.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // Field numbers as in proc(5), from field 3.
  const field = (number: number): number => Number(fields[number - 3]);
  const cpuSeconds = (field(14) + field(15) + field(16) + field(17)) / TICKS;
  return { pid, parent: field(4), state: fields[0] ?? "", cpuSeconds, bytes: field(24) * PAGE };
}

/**
 * A process and all descendants that main threads started. Cheap enough for frequent calls. Empty if the process has
 * ended.
 */
export function lookAtTree(pid: number): ProcessState[] {
  const seen: ProcessState[] = [];
  const waiting = [pid];
  for (let next = waiting.pop(); next !== undefined && seen.length < 1000; next = waiting.pop()) {
    const state = processState(next);
    if (!state) continue;
    seen.push(state);
    try {
      const children = readFileSync(`/proc/${next}/task/${next}/children`, "latin1").trim();
      if (children !== "") waiting.push(...children.split(" ").map(Number));
    } catch {
      // It has ended in the meantime, or this kernel does not list children.
    }
  }
  return seen;
}

/** All descendants of a process, whichever thread started them. Reads every process of the machine. */
export function descendantsOf(pid: number): number[] {
  let names: string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return [];
  }
  const below = new Map<number, number[]>();
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue;
    const state = processState(Number(name));
    if (state) below.set(state.parent, [...(below.get(state.parent) ?? []), state.pid]);
  }
  const found: number[] = [];
  const waiting = [...(below.get(pid) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    found.push(next);
    waiting.push(...(below.get(next) ?? []));
  }
  return found;
}

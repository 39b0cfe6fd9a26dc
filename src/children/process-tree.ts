/** A process and its descendants, as Linux's /proc shows them. Where there is no /proc, nothing is seen. */
import { readdirSync, readFileSync } from "node:fs";

/** One process at one moment. */
export interface ProcessState {
  pid: number;
  parent: number;
  /** R runs, S sleeps, D waits for a disk, T is stopped, Z has ended (proc(5)). */
  state: string;
  /** Processor time in seconds, with that of the children that it has waited for. */
  cpuSeconds: number;
  /** Resident memory in bytes. */
  bytes: number;
}

/** Clock ticks a second, as /proc counts: 100 on every architecture of Linux that Node.js runs on. */
const TICKS = 100;

/** Bytes of a page of memory, as the kernel says to every process (AT_PAGESZ, getauxval(3)): 64 KiB on some machines. */
function pageBytes(): number {
  try {
    const words = readFileSync("/proc/self/auxv");
    for (let at = 0; at + 16 <= words.length; at += 16)
      if (words.readBigUInt64LE(at) === 6n) return Number(words.readBigUInt64LE(at + 8));
  } catch {
    // No Linux: nothing is looked at.
  }
  return 4096;
}
const PAGE = pageBytes();

/** null where it has ended, or cannot be read. */
export function processState(pid: number): ProcessState | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return null;
  }
  // The name in front may hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // Numbers of proc(5), from field 3 on.
  const field = (number: number): number => Number(fields[number - 3]);
  const cpuSeconds = (field(14) + field(15) + field(16) + field(17)) / TICKS;
  return { pid, parent: field(4), state: fields[0] ?? "", cpuSeconds, bytes: field(24) * PAGE };
}

/** A process and all below it that its own main threads started; cheap, for looking often. Empty where it has ended. */
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
      // It has ended meanwhile, or this kernel does not list children.
    }
  }
  return seen;
}

/** All processes below one, whichever thread started them. Looks at every process of the machine. */
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

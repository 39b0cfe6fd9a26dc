/** One timer for all children: notices those that reached a bound or stand still. */
import { STOPPED_SECONDS, type Bounds } from "./bounds.js";
import type { ChildTrouble } from "./child-failure.js";
import { lookAtTree, processState } from "./process-tree.js";

/** What the watch needs to know of a child. */
export interface Watched {
  readonly pid: number;
  readonly bounds: Bounds;
  /** Whether its descendants are looked at too. mpirun's ranks have a watch of their own. */
  readonly withDescendants: boolean;
  /** Bytes that it wrote so far, and reports of progress: whatever grows with its work. */
  output(): number;
  /** Whether it waits for Sister: for a request, or because nobody reads what it wrote. */
  isWaiting(): boolean;
  /** Called once. `detail` is for people: "2.1 GB of memory". */
  onTrouble(trouble: ChildTrouble, detail: string): void;
}

/** Short, because memory grows fast. */
const TICK_MS = 500;
const TICK_SECONDS = TICK_MS / 1000;

/** What is remembered of a child. Counts ticks and not the clock: after a machine slept, its children get their time again. */
interface Memory {
  seconds: number;
  stopped: number;
  idle: number;
  output: number;
  cpu: number;
  /** Processor time when it last came further. */
  cpuAtProgress: number;
}

const children = new Map<Watched, Memory>();
let timer: NodeJS.Timeout | null = null;

/** Watches a child until the function that this returns is called. */
export function watchChild(child: Watched): () => void {
  children.set(child, { seconds: 0, stopped: 0, idle: 0, output: 0, cpu: 0, cpuAtProgress: 0 });
  if (timer === null) {
    timer = setInterval(lookAtAll, TICK_MS);
    timer.unref();
  }
  return () => {
    children.delete(child);
    if (children.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

function lookAtAll(): void {
  for (const [child, memory] of children) {
    const found = look(child, memory);
    if (found === null) continue;
    children.delete(child);
    child.onTrouble(...found);
  }
}

/** One look. Gives what is wrong, and how much of it. */
function look(child: Watched, memory: Memory): [ChildTrouble, string] | null {
  const { bounds, pid } = child;
  const self = child.withDescendants ? null : processState(pid);
  const tree = child.withDescendants ? lookAtTree(pid) : self ? [self] : [];
  const stopped = tree.some(({ state }) => state === "T");
  memory.stopped = stopped ? memory.stopped + TICK_SECONDS : 0;
  if (memory.stopped >= STOPPED_SECONDS) return ["stopped", `${STOPPED_SECONDS} s`];

  const bytes = tree.reduce((sum, one) => sum + one.bytes, 0);
  if (bytes > bounds.bytes) return ["memory", `${(bytes / 1e9).toFixed(1)} GB of memory`];

  const output = child.output();
  const cpu = tree.reduce((sum, one) => sum + one.cpuSeconds, 0);
  const isWaiting = child.isWaiting();
  if (output > memory.output) memory.cpuAtProgress = cpu;
  if (cpu - memory.cpuAtProgress > bounds.cpuSeconds)
    return ["time", `${Math.round(bounds.cpuSeconds)} s of a processor for one step`];
  // A process that runs or waits for a processor does not stand still; neither is one that could not be looked at.
  const moved =
    cpu !== memory.cpu || output > memory.output || tree.length === 0 || tree.some(({ state }) => state === "R");
  memory.output = output;
  memory.cpu = cpu;
  memory.idle = moved || isWaiting ? 0 : memory.idle + TICK_SECONDS;
  if (memory.idle >= bounds.standstillSeconds) return ["standstill", `${Math.round(bounds.standstillSeconds)} s`];

  if (!isWaiting) memory.seconds += TICK_SECONDS;
  if (memory.seconds >= bounds.seconds) return ["time", `${Math.round(bounds.seconds)} s`];
  return null;
}

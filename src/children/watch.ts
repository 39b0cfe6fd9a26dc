/** One timer for all children. It notices those that reach a limit or stand still. */
import { STOPPED_SECONDS, type Bounds } from "./bounds.js";
import type { ChildTrouble } from "./child-failure.js";
import { lookAtTree, processState } from "./process-tree.js";

/** What the watch needs to know about a child. */
export interface Watched {
  readonly pid: number;
  readonly bounds: Bounds;
  /** Whether to watch its descendants too. The children of mpirun's ranks have their own watch. */
  readonly withDescendants: boolean;
  /** A number that grows with its work: bytes written so far, and reports of progress. */
  output(): number;
  /** Whether it waits for Sister: for a request, or for its output to be read. */
  isWaiting(): boolean;
  /** Called once. `detail` is for people: "2.1 GB of memory". */
  onTrouble(trouble: ChildTrouble, detail: string): void;
}

/** Short, because memory grows fast. */
const TICK_MS = 500;
const TICK_SECONDS = TICK_MS / 1000;

/**
 * The state of the watch for one child. It counts ticks instead of reading a clock, so that a suspended machine costs
 * no child its time.
 */
interface Memory {
  seconds: number;
  stopped: number;
  idle: number;
  output: number;
  cpu: number;
  /** Processor time at the last progress. */
  cpuAtProgress: number;
}

const children = new Map<Watched, Memory>();
let timer: NodeJS.Timeout | null = null;

/** Watches a child until the returned function is called. */
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

/** Checks one child. Returns the trouble and its detail, or null. */
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
  // A process that runs or waits for a processor does not stand still. One that cannot be read gets the benefit of the
  // doubt.
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

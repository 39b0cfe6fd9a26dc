/** Functions that the checks of the executor run on other ranks. */
import { once } from "node:events";
import { init, type TaskContext } from "sister/mpi";

const world = init();

export const square = (n: number): number => n * n;

export default (text: string): string => `default of ${text}`;

export async function later(n: number): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  return n;
}

export const whoAmI = (context: TaskContext): number => context.rank;

/** Changes its argument, and returns it together with another array. */
export function doubled(samples: Float64Array): { samples: Float64Array; bytes: Uint8Array; length: number } {
  samples.forEach((sample, i) => (samples[i] = sample * 2));
  return { samples, bytes: Buffer.from("bytes"), length: samples.length };
}

const memory = new Int32Array(50_000);
/** Returns the same memory each time: it must be sent before the next task writes to it. */
export const filled = (n: number): Int32Array => memory.fill(n);

class LimitError extends RangeError {
  override readonly name = "LimitError";
  readonly code = "ERR_LIMIT";
  readonly limit: { most: number };
  constructor(most: number) {
    super(`at most ${most}`, { cause: new TypeError("the cause") });
    this.limit = { most };
  }
}

export function throwing(most: number): never {
  throw new LimitError(most);
}

export const rejecting = async (): Promise<never> => {
  await Promise.resolve();
  const thrown: unknown = { status: 3 };
  throw thrown;
};

export const giveFunction = (): unknown => ({ inner: () => 1 });

export const notAFunction = 3;

/** Notifies rank 0 that it is running. */
export async function announce(tag: number): Promise<number> {
  await world.send(new Int32Array([tag]), { dest: 0, tag });
  return tag;
}

/** Notifies rank 0 that it is running, ends when it is cancelled, and then sends the reason. */
export async function hold(tag: number, { signal, rank }: TaskContext): Promise<void> {
  await announce(tag);
  if (!signal.aborted) await once(signal, "abort");
  await world.sendObject({ rank, reason: (signal.reason as Error).message }, { dest: 0, tag });
}

/** Ends when it is cancelled, without a notification. */
export async function idle({ signal }: TaskContext): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

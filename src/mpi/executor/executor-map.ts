/** Many inputs through one function: pulled no faster than results are taken. Knows nothing of MPI. */
import { Arrivals } from "../../scheduling/arrivals.js";
import { onAbort } from "./on-abort.js";

export interface MapOptions<Input = unknown> {
  /** Results in the order of inputs (default), or false: of finishing. */
  ordered?: boolean;
  /**
   * How many inputs may be pulled beyond the results that were taken: those that wait, run, or are finished and not taken yet. Default: for each worker,
   * twice the tasks that it has at most, so that each has its next task while the slowest holds up the order.
   */
  concurrency?: number;
  /** Cancels all: the iteration throws its reason. */
  signal?: AbortSignal;
  /** What an input probably costs, in any unit: of those that wait the costliest is done first. Default: all the same. */
  cost?: (input: Input) => number;
}

interface MapInternals<Input, Result> {
  submit: (input: Input, signal: AbortSignal) => Promise<Result>;
  ordered: boolean;
  concurrency: number;
  signal: AbortSignal | undefined;
}

type Outcome<Result> = { value: Result } | { error: unknown };

/**
 * Results of `submit` for all inputs. Ends the inputs and aborts what is out when it is left early or anything fails.
 *
 * @example
 * for await (const value of mapInputs([1, 2], { submit, ordered: true, concurrency: 4, signal: undefined })) …
 */
export async function* mapInputs<Input, Result>(
  inputs: Iterable<Input> | AsyncIterable<Input>,
  { submit, ordered, concurrency, signal }: MapInternals<Input, Result>,
): AsyncGenerator<Result, void, undefined> {
  signal?.throwIfAborted();
  const iterator = Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]();
  const left = new AbortController();
  const either = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  /** What can be taken now; null: that was all. */
  const ready = new Arrivals<Outcome<Result> | null>();
  /** Outcomes by number of input that came before their turn. */
  const early = new Map<number, Outcome<Result>>();
  let pulled = 0;
  let turn = 0;
  let untaken = 0;
  let pulling = false;
  let exhausted = false;

  const finish = (number: number, outcome: Outcome<Result>): void => {
    if (!ordered) {
      ready.push(outcome);
      return;
    }
    early.set(number, outcome);
    for (let next = early.get(turn); next; next = early.get(turn)) {
      early.delete(turn++);
      ready.push(next);
    }
  };
  const start = (input: Input): void => {
    const number = pulled++;
    untaken += 1;
    submit(input, either).then(
      (value) => finish(number, { value }),
      (error: unknown) => finish(number, { error }),
    );
  };
  const pull = async (): Promise<void> => {
    if (pulling) return;
    pulling = true;
    try {
      while (!exhausted && untaken < concurrency && !either.aborted) {
        const next = await iterator.next();
        if (next.done) {
          exhausted = true;
          break;
        }
        const input = await next.value;
        if (!either.aborted) start(input);
      }
    } catch (error) {
      exhausted = true;
      untaken += 1;
      finish(pulled++, { error });
    }
    pulling = false;
    if (exhausted && untaken === 0) ready.push(null);
  };

  // Also where nothing is out, and the inputs let us wait.
  const forget = signal ? onAbort(signal, () => ready.fail(signal.reason)) : undefined;
  try {
    void pull();
    for (let outcome = await ready.next(); outcome; outcome = await ready.next()) {
      signal?.throwIfAborted();
      if ("error" in outcome) throw outcome.error;
      untaken -= 1;
      void pull();
      yield outcome.value;
    }
  } finally {
    forget?.();
    left.abort(new DOMException("the iteration was left", "AbortError"));
    if (!exhausted) {
      const ended = Promise.resolve(iterator.return?.());
      // A generator that is being pulled from ends only when it has given what it was asked for, perhaps never.
      if (pulling) ended.catch(() => undefined);
      else await ended;
    }
  }
}

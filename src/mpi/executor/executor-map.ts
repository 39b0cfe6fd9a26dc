/** Many inputs through one function. Inputs are pulled no faster than results are taken. Independent of MPI. */
import { Arrivals } from "../../scheduling/arrivals.js";
import { onAbort } from "./on-abort.js";

export interface MapOptions<Input = unknown> {
  /** true (default): results in the order of the inputs; false: in the order of completion. */
  ordered?: boolean;
  /**
   * How many inputs may be pulled beyond the results that were taken: inputs that wait, run, or are finished but not
   * taken. Default: twice the most tasks that each worker has at a time, so that each has its next task while the
   * slowest one delays the order.
   */
  concurrency?: number;
  /** Cancels everything: the iteration throws its reason. */
  signal?: AbortSignal;
  /**
   * The probable cost of an input, in any unit: the costliest waiting input is processed first. Default: all are equal.
   */
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
 * The results of `submit` for all inputs. If the iteration is left early or anything fails, ends the inputs and aborts
 * the tasks that still run.
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
  /** Outcomes that can be taken now; null: there are no more. */
  const ready = new Arrivals<Outcome<Result> | null>();
  /** Outcomes that came before their turn, by the number of their input. */
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

  // Needed even if no task runs, while the inputs make the iteration wait.
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
      // A generator from which a value was requested ends only after it has yielded that value, perhaps never.
      if (pulling) ended.catch(() => undefined);
      else await ended;
    }
  }
}

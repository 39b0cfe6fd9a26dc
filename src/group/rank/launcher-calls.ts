/** Calls of a job on rank 0 to the process that launched the group, by the pipe. */
import { SisterError } from "../../errors.js";
import type { FromGroup, LauncherCall, ToGroup } from "../messages.js";

/** Numbers the calls of all jobs of this process. */
let lastAsk = 0;

export class LauncherCalls {
  readonly #job: string;
  readonly #send: (message: FromGroup) => void;
  /** Calls without an answer. */
  readonly #open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();

  constructor(job: string, send: (message: FromGroup) => void) {
    this.#job = job;
    this.#send = send;
  }

  /** Resolves with the answer; rejects with the launcher's error. */
  ask<Value>(call: LauncherCall): Promise<Value> {
    const ask = ++lastAsk;
    return new Promise<Value>((resolve, reject) => {
      this.#open.set(ask, { resolve, reject });
      this.#send({ type: "ask", ask, id: this.#job, call });
    });
  }

  /** Takes an answer; ignores those to calls of other jobs. */
  answered({ ask, value, problem }: Extract<ToGroup, { type: "answer" }>): void {
    const call = this.#open.get(ask);
    this.#open.delete(ask);
    if (problem === null) call?.resolve(value as never);
    else if (problem.isSisterError) call?.reject(new SisterError(problem.message, { exitCode: problem.exitCode }));
    else call?.reject(new Error(problem.message));
  }
}

/** The journal of a job in a launched group: every call goes to the launcher, by the pipe. */
import type { Journal, JournalSegment } from "../../pipeline/journal.js";
import type { Word } from "../../speech/engine.js";
import type { FromGroup, JournalCall, ToGroup } from "../messages.js";

/** Numbers the calls of all journals of this process. */
let lastAsk = 0;

export class RemoteJournal implements Journal {
  readonly #job: string;
  readonly #send: (message: FromGroup) => void;
  /** Calls without an answer. */
  readonly #open = new Map<number, { resolve: (words: Word[] | null) => void; reject: (error: Error) => void }>();

  constructor(job: string, send: (message: FromGroup) => void) {
    this.#job = job;
    this.#send = send;
  }

  #call(call: JournalCall): Promise<Word[] | null> {
    const ask = ++lastAsk;
    return new Promise((resolve, reject) => {
      this.#open.set(ask, { resolve, reject });
      this.#send({ type: "ask", ask, id: this.#job, call });
    });
  }

  /** Takes an answer; ignores those to calls of other journals. */
  answered({ ask, words, problem }: Extract<ToGroup, { type: "answer" }>): void {
    const call = this.#open.get(ask);
    this.#open.delete(ask);
    if (problem === null) call?.resolve(words);
    else call?.reject(new Error(problem));
  }

  get(segment: JournalSegment, key: string): Promise<Word[] | null> {
    return this.#call({ kind: "get", segment, key });
  }

  async put(segment: JournalSegment, key: string, words: readonly Word[]): Promise<void> {
    await this.#call({ kind: "put", segment, key, words });
  }

  async passOver(segment: JournalSegment): Promise<void> {
    await this.#call({ kind: "pass-over", segment });
  }

  async fail(segment: JournalSegment, message: string): Promise<void> {
    await this.#call({ kind: "fail", segment, message });
  }
}

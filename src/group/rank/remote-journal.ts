/** The journal of a job in a group that stays: every question goes to the supervisor, by the pipe. */
import type { Journal, JournalSegment } from "../../pipeline/journal.js";
import type { Word } from "../../speech/engine.js";
import type { FromGroup, JournalQuestion, ToGroup } from "../messages.js";

type Answer = Extract<ToGroup, { type: "answer" }>;

/** Of all journals of this process: an answer finds its question by the number. */
let lastAsk = 0;

export class RemoteJournal implements Journal {
  readonly #job: string;
  readonly #say: (message: FromGroup) => void;
  readonly #asked = new Map<number, { resolve: (words: Word[] | null) => void; reject: (error: Error) => void }>();

  constructor(job: string, say: (message: FromGroup) => void) {
    this.#job = job;
    this.#say = say;
  }

  #ask(question: JournalQuestion): Promise<Word[] | null> {
    const ask = ++lastAsk;
    return new Promise((resolve, reject) => {
      this.#asked.set(ask, { resolve, reject });
      this.#say({ type: "ask", ask, id: this.#job, question });
    });
  }

  /** An answer came; it may be to another's question. */
  hear({ ask, words, problem }: Answer): void {
    const asked = this.#asked.get(ask);
    this.#asked.delete(ask);
    if (problem === null) asked?.resolve(words);
    else asked?.reject(new Error(problem));
  }

  get(segment: JournalSegment, key: string): Promise<Word[] | null> {
    return this.#ask({ kind: "get", segment, key });
  }

  async put(segment: JournalSegment, key: string, words: readonly Word[]): Promise<void> {
    await this.#ask({ kind: "put", segment, key, words });
  }

  async passOver(segment: JournalSegment): Promise<void> {
    await this.#ask({ kind: "pass-over", segment });
  }

  async fail(segment: JournalSegment, message: string): Promise<void> {
    await this.#ask({ kind: "fail", segment, message });
  }
}

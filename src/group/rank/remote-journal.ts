/** The journal of a job in a launched group: every call goes to the launcher. */
import type { Journal, JournalSegment } from "../../pipeline/journal.js";
import type { Word } from "../../speech/engine.js";
import type { LauncherCalls } from "./launcher-calls.js";

export class RemoteJournal implements Journal {
  readonly #calls: LauncherCalls;

  constructor(calls: LauncherCalls) {
    this.#calls = calls;
  }

  get(segment: JournalSegment, key: string): Promise<Word[] | null> {
    return this.#calls.ask({ kind: "get", segment, key });
  }

  async put(segment: JournalSegment, key: string, words: readonly Word[]): Promise<void> {
    await this.#calls.ask({ kind: "put", segment, key, words });
  }

  async passOver(segment: JournalSegment): Promise<void> {
    await this.#calls.ask({ kind: "pass-over", segment });
  }

  async fail(segment: JournalSegment, message: string): Promise<void> {
    await this.#calls.ask({ kind: "fail", segment, message });
  }
}

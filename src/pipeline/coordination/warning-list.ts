/** The warnings of one job, reported as they come. */
import type { Warning } from "../../subtitles/document.js";
import type { JobEvent } from "../job-events.js";

export class WarningList {
  readonly list: Warning[] = [];
  readonly #onEvent: ((event: JobEvent) => void) | undefined;

  constructor(onEvent?: (event: JobEvent) => void) {
    this.#onEvent = onEvent;
  }

  add(warning: Warning): void {
    this.list.push(warning);
    this.#onEvent?.({ type: "warning", ...warning });
  }

  /** Adds a warning unless the list has one with the same code. */
  addOnce(warning: Warning): void {
    if (!this.list.some(({ code }) => code === warning.code)) this.add(warning);
  }
}

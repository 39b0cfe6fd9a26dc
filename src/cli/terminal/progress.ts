/** Progress of `sister translate`: a bar that moves with the audio on a terminal, plain lines in a pipe. */
import type { HeardUnit, JobEvent } from "../../pipeline/job-events.js";
import { Bar, type BarOptions } from "./bar.js";
import { formatClock } from "./clock.js";

export class ProgressDisplay {
  readonly #bar: Bar;
  readonly #quiet: boolean;
  readonly #now: () => number;
  #readyAt = 0;
  #heard = false;
  /** Seconds of audio that an earlier run transcribed: they are not part of this run's speed. */
  #keptSeconds = 0;

  constructor(options: BarOptions) {
    this.#bar = new Bar(options);
    this.#quiet = options.quiet;
    this.#now = options.now ?? (() => performance.now());
  }

  show(event: JobEvent): void {
    if (event.type === "warning") this.note(`warning: ${event.message}`, true);
    if (this.#quiet) return;
    if (event.type === "ready") {
      this.#readyAt = this.#now();
      const hosts = new Set(event.ranks.map((rank) => rank.host));
      const on = hosts.size > 1 ? `${hosts.size} hosts` : [...hosts].join("");
      this.note(
        `${event.ranks.length} rank${event.ranks.length === 1 ? "" : "s"} ready on ${on}: ${event.ranks[0]?.engineName ?? ""}`,
      );
    } else if (event.type === "language") {
      const { code, confidence } = event.language;
      this.note(`the language is ${code}, by ${Math.round(confidence * 100)} % of the samples of speech`);
    } else if (event.type === "heard") {
      this.#showHeard(event.units);
    } else if (event.type === "progress") {
      const { doneSeconds, knownSeconds, segments } = event.progress;
      const handled = segments.done + segments.failed;
      if (handled === segments.kept) this.#keptSeconds = doneSeconds;
      const share = knownSeconds === 0 ? 0 : doneSeconds / knownSeconds;
      const line = `${formatClock(doneSeconds)} of ${formatClock(knownSeconds)} audio, segment ${handled} of ${segments.total}${this.#pace(doneSeconds, knownSeconds)}`;
      this.#bar.draw(share, line, handled === segments.total);
    } else if (event.type === "writing") {
      this.#bar.draw(event.done, `writing ${event.what}`, event.done === 0);
    }
  }

  /** Prints recognized text: all of it above the bar on a terminal; in a pipe only the first, as a sign that text comes. */
  #showHeard(units: readonly HeardUnit[]): void {
    for (const { start, text } of units) {
      if (this.#bar.isTerminal) this.note(`  ${formatClock(start)}  ${text}`);
      else if (!this.#heard) this.note(`first words, ${formatClock(start)}: ${text}`);
      this.#heard = true;
    }
  }

  /** "8.3x real time, 01:12 left". */
  #pace(done: number, known: number): string {
    const elapsed = (this.#now() - this.#readyAt) / 1000;
    const heard = done - this.#keptSeconds;
    if (heard <= 0 || elapsed < 0.5) return "";
    const speed = heard / elapsed;
    return `, ${speed.toFixed(1)}x real time, ${formatClock((known - done) / speed)} left`;
  }

  /** Prints a line above the bar. */
  note(text: string, evenIfQuiet = false): void {
    this.#bar.note(text, evenIfQuiet);
  }

  /** Leaves the bar and goes to the next line. */
  end(): void {
    this.#bar.end();
  }
}

/** Progress on a terminal as a bar that moves with the audio; in a pipe as plain lines. */
import type { HeardUnit } from "../pipeline/coordinate.js";
import type { RunEvent } from "../pipeline/job.js";
import { formatClock } from "./clock.js";

export interface DisplayOptions {
  /** Show nothing but warnings: for machine-readable output. */
  quiet: boolean;
  stream?: NodeJS.WriteStream;
  now?: () => number;
}

/** Redraws of a bar per second. */
const REDRAW_MS = 100;
/** In a pipe: a line each time this share of the audio is done. */
const PLAIN_STEP = 0.1;
const BAR_WIDTH = 28;

export class ProgressDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #quiet: boolean;
  readonly #now: () => number;
  readonly #bar: boolean;
  #readyAt = 0;
  #drawnAt = 0;
  #plainShare = 0;
  #drawn = false;
  #heard = false;
  /** Audio that an earlier run had heard: it says nothing of this run's speed. */
  #keptSeconds = 0;

  constructor(options: DisplayOptions) {
    this.#stream = options.stream ?? process.stderr;
    this.#quiet = options.quiet;
    this.#now = options.now ?? (() => performance.now());
    this.#bar = !this.#quiet && this.#stream.isTTY;
  }

  show(event: RunEvent): void {
    if (event.type === "warning") this.note(`warning: ${event.message}`, true);
    if (this.#quiet) return;
    if (event.type === "ready") {
      this.#readyAt = this.#now();
      const hosts = new Set(event.ranks.map((rank) => rank.host));
      const on = hosts.size > 1 ? `${hosts.size} hosts` : [...hosts].join("");
      this.note(
        `${event.ranks.length} rank${event.ranks.length === 1 ? "" : "s"} ready on ${on}: ${event.ranks[0]?.engineName ?? ""}`,
      );
    } else if (event.type === "heard") {
      this.#showHeard(event.units);
    } else if (event.type === "progress") {
      const { doneSeconds, knownSeconds, segments } = event.progress;
      const handled = segments.done + segments.failed;
      if (handled === segments.kept) this.#keptSeconds = doneSeconds;
      const share = knownSeconds === 0 ? 0 : doneSeconds / knownSeconds;
      const line = `${formatClock(doneSeconds)} of ${formatClock(knownSeconds)} audio, segment ${handled} of ${segments.total}${this.#pace(doneSeconds, knownSeconds)}`;
      this.#draw(share, line, handled === segments.total);
    } else if (event.type === "writing") {
      this.#draw(event.done, `writing ${event.what}`, event.done === 0);
    }
  }

  /** On a terminal all that is heard, above the bar; in a pipe the first of it: that the subtitles begin to come. */
  #showHeard(units: readonly HeardUnit[]): void {
    for (const { start, text } of units) {
      if (this.#bar) this.note(`  ${formatClock(start)}  ${text}`);
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

  #draw(share: number, text: string, important: boolean): void {
    if (this.#bar) {
      const now = this.#now();
      if (!important && now - this.#drawnAt < REDRAW_MS) return;
      this.#drawnAt = now;
      const full = Math.round(share * BAR_WIDTH);
      const bar = "#".repeat(full) + "-".repeat(BAR_WIDTH - full);
      const line = `[${bar}] ${String(Math.floor(share * 100)).padStart(3)} %  ${text}`;
      this.#stream.write(`\r\u001b[K${line.slice(0, Math.max(20, (this.#stream.columns || 100) - 1))}`);
      this.#drawn = true;
      return;
    }
    const step = Math.floor(share / PLAIN_STEP + 1e-9);
    if (!important && step <= this.#plainShare) return;
    this.#plainShare = step;
    this.#stream.write(`${Math.floor(share * 100)} %: ${text}\n`);
  }

  /** A line of its own, above the bar. */
  note(text: string, evenIfQuiet = false): void {
    if (this.#quiet && !evenIfQuiet) return;
    if (this.#drawn) this.#stream.write("\r\u001b[K");
    this.#stream.write(`${text}\n`);
  }

  /** Leaves the bar as it is and goes to the next line. */
  end(): void {
    if (this.#drawn) this.#stream.write("\n");
    this.#drawn = false;
  }
}

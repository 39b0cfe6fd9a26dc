/** A progress bar: redrawn in one line on a terminal, plain lines in a pipe. */
import { printable } from "../../subtitles/text/plain-text.js";

/** The least time between two redraws of a bar, in milliseconds. */
const REDRAW_MS = 100;
/** In a pipe, a line is printed each time that this share is done. */
const PLAIN_STEP = 0.1;
const BAR_WIDTH = 28;

export interface BarOptions {
  /** Print important notes only: for machine-readable output. */
  quiet: boolean;
  stream?: NodeJS.WriteStream;
  now?: () => number;
}

export class Bar {
  readonly #stream: NodeJS.WriteStream;
  readonly #quiet: boolean;
  readonly #now: () => number;
  readonly #isTerminal: boolean;
  #drawnAt = 0;
  #plainStep = 0;
  #drawn = false;

  constructor(options: BarOptions) {
    this.#stream = options.stream ?? process.stderr;
    this.#quiet = options.quiet;
    this.#now = options.now ?? (() => performance.now());
    this.#isTerminal = !this.#quiet && this.#stream.isTTY;
  }

  /** Whether the bar is redrawn in its line. */
  get isTerminal(): boolean {
    return this.#isTerminal;
  }

  /**
   * Draws the bar, unless it was drawn a moment ago.
   *
   * @param share how much is done, 0 to 1
   * @param text printed beside the bar
   * @param important draw it even then
   */
  draw(share: number, text: string, important: boolean): void {
    if (this.#quiet) return;
    if (this.#isTerminal) {
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
    if (!important && step <= this.#plainStep) return;
    this.#plainStep = step;
    this.#stream.write(`${Math.floor(share * 100)} %: ${printable(text)}\n`);
  }

  /** Prints a line above the bar. */
  note(text: string, evenIfQuiet = false): void {
    if (this.#quiet && !evenIfQuiet) return;
    if (this.#drawn) this.#stream.write("\r\u001b[K");
    this.#stream.write(`${printable(text)}\n`);
  }

  /** Leaves the bar and goes to the next line. Another bar may follow. */
  end(): void {
    if (this.#drawn) this.#stream.write("\n");
    this.#drawn = false;
    this.#plainStep = 0;
  }
}

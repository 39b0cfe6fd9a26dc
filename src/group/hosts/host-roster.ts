/** Which hosts of a hostfile get ranks now: those that answer. One that failed twice in a row is left out for a while, longer each time. */
import type { Host } from "./hostfile.js";
import type { HostCheck } from "./hosts-check.js";

/** How long a host is left out after so many failures: from the second on, 1 minute, 2, 4, …, half an hour at most. */
const FIRST_REST_MS = 60_000;
const REST_MOST_MS = 30 * 60_000;

interface Record {
  failures: number;
  /** Not asked again before; by the roster's clock. */
  restsUntil: number;
}

/**
 * @example
 * const roster = new HostRoster({ check: checkHosts, now: Date.now });
 * const hosts = await roster.usable(await readHostfile("hostfile"));
 */
export class HostRoster {
  readonly #check: (hosts: readonly Host[]) => Promise<HostCheck[]>;
  readonly #now: () => number;
  readonly #note: (message: string) => void;
  readonly #records = new Map<string, Record>();

  constructor(options: {
    check: (hosts: readonly Host[]) => Promise<HostCheck[]>;
    now: () => number;
    /** Told which host is left out, and why. */
    note?: (message: string) => void;
  }) {
    this.#check = options.check;
    this.#now = options.now;
    this.#note = options.note ?? (() => undefined);
  }

  /** Hosts that may be asked now. */
  #due(hosts: readonly Host[]): Host[] {
    return hosts.filter(({ name }) => (this.#records.get(name)?.restsUntil ?? 0) <= this.#now());
  }

  /** Asks all that may be asked, side by side; gives those that answered, in their order. */
  async usable(hosts: readonly Host[]): Promise<Host[]> {
    const due = this.#due(hosts);
    const answers = new Map((await this.#check(due)).map((check) => [check.host, check]));
    return due.filter(({ name }) => {
      const check = answers.get(name);
      if (check?.ok) {
        this.#records.delete(name);
        return true;
      }
      this.failed(name, check?.detail ?? "no answer");
      return false;
    });
  }

  /** A host failed: it did not answer, or a group died of it. */
  failed(name: string, why: string): void {
    const failures = (this.#records.get(name)?.failures ?? 0) + 1;
    const rest = failures < 2 ? 0 : Math.min(REST_MOST_MS, FIRST_REST_MS * 2 ** (failures - 2));
    this.#records.set(name, { failures, restsUntil: this.#now() + rest });
    const left = rest > 0 ? `left out for ${Math.round(rest / 1000)} s` : "left out of this launch";
    this.#note(`the host ${name} is ${left}: ${why}`);
  }
}

/**
 * Chooses the hosts of a hostfile that get ranks now: those that answer. A host that failed twice in a row rests,
 * longer each time.
 */
import type { Host } from "./hostfile.js";
import type { HostCheck } from "./hosts-check.js";

/** How long a host rests: 1 minute after the second failure, then 2, 4, …, and half an hour at most. */
const FIRST_REST_MS = 60_000;
const REST_MOST_MS = 30 * 60_000;

interface Record {
  failures: number;
  /** The host is not checked before this time, by the roster's clock. */
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
    /** Called with a message about each host that is left out, and the reason. */
    note?: (message: string) => void;
  }) {
    this.#check = options.check;
    this.#now = options.now;
    this.#note = options.note ?? (() => undefined);
  }

  /** The hosts that do not rest. */
  #due(hosts: readonly Host[]): Host[] {
    return hosts.filter(({ name }) => (this.#records.get(name)?.restsUntil ?? 0) <= this.#now());
  }

  /** Checks the hosts that do not rest, in parallel; resolves with those that answer, in their order. */
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

  /** Notes a failure of a host: it did not answer, or a group died because of it. */
  failed(name: string, why: string): void {
    const failures = (this.#records.get(name)?.failures ?? 0) + 1;
    const rest = failures < 2 ? 0 : Math.min(REST_MOST_MS, FIRST_REST_MS * 2 ** (failures - 2));
    this.#records.set(name, { failures, restsUntil: this.#now() + rest });
    const left = rest > 0 ? `left out for ${Math.round(rest / 1000)} s` : "left out of this launch";
    this.#note(`the host ${name} is ${left}: ${why}`);
  }
}

/**
 * Keeps a process group running: launches it on the hosts that answer, and again, with its jobs, when it dies. Hosts
 * that come or come back join when the group is idle.
 */
import { messageOf, SisterError } from "../../errors.js";
import type { JobResult } from "../../pipeline/job.js";
import type { BurnOutcome } from "../../pipeline/spread-burn.js";
import type { RankInfo, WorkSpec } from "../../pipeline/ranks/task.js";
import { planGroup, type GroupPlan } from "../hosts/group-plan.js";
import { HostRoster } from "../hosts/host-roster.js";
import { readHostfile, thisMachineFirst, type Host } from "../hosts/hostfile.js";
import { checkHosts } from "../hosts/hosts-check.js";
import { GroupEnded, ProcessGroup, type GroupBurn, type GroupJob } from "./process-group.js";

export interface GroupKeeperOptions {
  /** null: only this machine. Read again at every launch, and while the group is idle. */
  hostfile: string | null;
  /** Number of ranks without a hostfile; null: one for each core. */
  ranks: number | null;
  /** The engines that every rank has. */
  spec: WorkSpec;
  /** Called with messages for an operator. */
  note: (message: string) => void;
  /** Called when a group is ready, and when it is gone. */
  onChange?: () => void;
}

/** The end of messages about a group that died. */
const ADVICE = "finished segments are kept";
/** Seconds to wait after a launch that failed: doubled each time, up to the most. */
const RETRY = { first: 1, most: 30 };
/** A group that lived this long counts as launched well. */
const LIVED_MS = 10_000;
/** How often an idle group checks whether other hosts could join. */
const LOOK_MS = 5000;
/** A job that was in this many groups that died is given back: it may be their cause of death. */
const DEATHS_MOST = 3;
/** How long a job waits for a group. */
const PATIENCE_MS = 60_000;

export class GroupKeeper {
  readonly #options: GroupKeeperOptions;
  readonly #roster: HostRoster;
  readonly #stopping = new AbortController();
  #group: ProcessGroup | null = null;
  #waiting: (() => void)[] = [];
  #keeping: Promise<void> | null = null;
  #look: NodeJS.Timeout | null = null;

  constructor(options: GroupKeeperOptions) {
    this.#options = options;
    this.#roster = new HostRoster({ check: (hosts) => checkHosts(hosts), now: Date.now, note: options.note });
  }

  /** Starts to keep a group; does not wait for the first launch. */
  start(): void {
    this.#keeping ??= this.#keep();
    this.#look = setInterval(() => void this.#renewIfIdle(), LOOK_MS);
    this.#look.unref();
  }

  /** The ranks, in order; null while no group is ready. */
  get ranks(): readonly RankInfo[] | null {
    return this.#group?.ranks ?? null;
  }

  /**
   * Does a job in as many groups as it takes: finished segments are in its journal. Rejects with the job's own error or
   * the signal's reason; with GroupEnded if too many groups died with it, or no group comes.
   */
  run(request: GroupJob): Promise<JobResult> {
    return this.#inGroups(
      (group) => group.run(request),
      request.signal,
      () => request.onEvent?.({ type: "ranks-lost" }),
    );
  }

  /** Burns subtitles in, as `run` does a job: finished pieces are in their folder. */
  burn(request: GroupBurn): Promise<BurnOutcome> {
    return this.#inGroups((group) => group.burn(request), request.signal);
  }

  async #inGroups<Result>(
    work: (group: ProcessGroup) => Promise<Result>,
    signal?: AbortSignal,
    onLost?: () => void,
  ): Promise<Result> {
    for (let deaths = 0; ;) {
      const group = await this.#alive(signal);
      try {
        return await work(group);
      } catch (error) {
        signal?.throwIfAborted();
        deaths += 1;
        if (!(error instanceof GroupEnded) || deaths >= DEATHS_MOST || this.#stopping.signal.aborted) throw error;
        onLost?.();
      }
    }
  }

  /** Resolves with the group when one is ready. */
  async #alive(signal?: AbortSignal): Promise<ProcessGroup> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      signal?.throwIfAborted();
      if (this.#group) return this.#group;
      const left = until - performance.now();
      if (left <= 0 || this.#stopping.signal.aborted)
        throw new GroupEnded("there is no process group: the log of the server or of `sister group` has the reason");
      await this.#changed(left, signal);
    }
  }

  /** Resolves at the next change, or after `most` milliseconds. */
  #changed(most: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, most);
      const heard = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.push(heard);
      signal?.addEventListener("abort", heard, { once: true });
    });
  }

  #change(group: ProcessGroup | null): void {
    this.#group = group;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const heard of waiting) heard();
    this.#options.onChange?.();
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stopping;
    const { note, spec } = this.#options;
    let retry = RETRY.first;
    while (!signal.aborted) {
      const begun = performance.now();
      try {
        const plan = await this.#plan();
        const group = await ProcessGroup.launch(plan, spec, ADVICE);
        const stop = (): void => void group.stop();
        signal.addEventListener("abort", stop, { once: true });
        if (signal.aborted) stop();
        try {
          await group.ready;
        } finally {
          signal.removeEventListener("abort", stop);
        }
        note(`a process group of ${plan.ranks} ranks is ready${hostsOf(group.ranks)}`);
        this.#change(group);
        const reason = await group.ended;
        this.#change(null);
        if (!signal.aborted) note(`the process group ended: ${reason}`);
      } catch (error) {
        if (!signal.aborted) note(`no process group can be launched: ${messageOf(error)}`);
      }
      if (signal.aborted || performance.now() - begun > LIVED_MS) {
        retry = RETRY.first;
        continue;
      }
      await this.#changed(retry * 1000, signal);
      retry = Math.min(RETRY.most, retry * 2);
    }
  }

  /** Plans a group on the hosts that answer, this one first. */
  async #plan(): Promise<GroupPlan> {
    const { hostfile, ranks } = this.#options;
    if (hostfile === null) return planGroup(ranks, null);
    const hosts = await this.#usable(hostfile);
    return { ranks: hosts.reduce((sum, { slots }) => sum + slots, 0), hosts, oversubscribed: false };
  }

  async #usable(hostfile: string): Promise<Host[]> {
    const hosts = await thisMachineFirst(await readHostfile(hostfile), hostfile);
    const usable = await this.#roster.usable(hosts);
    if (usable[0]?.name !== hosts[0]?.name) {
      throw new SisterError(`this host cannot take ranks: run sister doctor --hostfile ${hostfile}`);
    }
    return usable;
  }

  /** Ends an idle group if other hosts would get ranks now: `#keep` launches the next one on them. */
  async #renewIfIdle(): Promise<void> {
    const { hostfile, note } = this.#options;
    const group = this.#group;
    if (!group || hostfile === null || group.jobs > 0) return;
    try {
      // Ranks send heartbeats: while they are on all hosts of the file, no host has to be checked.
      const listed = await readHostfile(hostfile);
      if (sameHosts(listed, group.plan.hosts ?? [])) return;
      const wanted = await this.#usable(hostfile);
      if (sameHosts(wanted, group.plan.hosts ?? []) || group.jobs > 0 || this.#group !== group) return;
      note(`the hosts have changed: the idle group is launched again`);
      await group.stop();
    } catch (error) {
      note(`the hostfile cannot be read or checked: ${messageOf(error)}`);
    }
  }

  /** Ends the group; jobs in it reject with GroupEnded. Resolves when all ranks are gone. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error("the group is stopped"));
    if (this.#look) clearInterval(this.#look);
    this.#change(this.#group);
    await this.#group?.stop();
    await this.#keeping;
  }
}

function sameHosts(a: readonly Host[], b: readonly Host[]): boolean {
  const text = (hosts: readonly Host[]): string =>
    hosts
      .map(({ name, slots, threads, provider }) => `${name} ${slots} ${threads} ${provider}`)
      .sort()
      .join("\n");
  return text(a) === text(b);
}

function hostsOf(ranks: readonly RankInfo[]): string {
  const hosts = new Map<string, number>();
  for (const { host } of ranks) hosts.set(host, (hosts.get(host) ?? 0) + 1);
  return hosts.size === 0 ? "" : `: ${[...hosts].map(([host, count]) => `${count} on ${host}`).join(", ")}`;
}

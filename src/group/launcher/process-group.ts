/** One launch of a process group: several jobs at once, until it is ended or dies. Followed from outside MPI. */
import { createInterface } from "node:readline";
import { messageOf, SisterError } from "../../errors.js";
import type { JobEvent } from "../../pipeline/job-events.js";
import type { Job, JobResult } from "../../pipeline/job.js";
import type { Journal } from "../../pipeline/journal.js";
import type { RankInfo, WorkSpec } from "../../pipeline/ranks/task.js";
import type { BurnOrder, BurnOutcome } from "../../pipeline/spread-burn.js";
import { SERVICES_HERE, type TranslationServices } from "../../translation/service-calls.js";
import type { GroupPlan } from "../hosts/group-plan.js";
import { devicesOf } from "../hosts/hostfile.js";
import { formatLine, parseLine } from "../lines.js";
import type { FromGroup, LauncherCall, Problem, ToGroup } from "../messages.js";
import { answerCall } from "./answer-call.js";
import { explainMpirun } from "./mpirun-failure.js";
import { startMpirun, type Mpirun } from "./mpirun.js";
import { watchSilence } from "./silence-watch.js";

/** A job for a group. */
export interface GroupJob {
  /** Unique among the jobs under way. */
  id: string;
  /** The owner of the job: ranks are shared fairly between callers. */
  caller: string;
  job: Job;
  /** Called in this process, for the words that the ranks recognize. */
  journal: Journal;
  /** The services that translate, called in this process; SERVICES_HERE by default. */
  services?: TranslationServices;
  onEvent?: (event: JobEvent) => void;
  /** Stops the job's work within 2 s; other jobs go on. */
  signal?: AbortSignal;
}

/** A burn for a group. Its files are on this host, where rank 0 is too. */
export interface GroupBurn extends Pick<GroupJob, "id" | "caller" | "signal"> {
  order: BurnOrder;
  /** The share that is done, from 0 to 1. */
  onProgress?: (done: number) => void;
}

/** The group is gone, and the job with it, through no fault of the job. Finished segments are in the journal. */
export class GroupEnded extends SisterError {}

/** A job or a burn under way. */
interface Request {
  answer: (call: LauncherCall) => Promise<unknown>;
  onMessage: (message: FromGroup) => void;
  reject: (error: unknown) => void;
}

export class ProcessGroup {
  readonly plan: GroupPlan;
  /** The process id of mpirun; null if it could not be started. */
  readonly pid: number | null;
  /**
   * Resolves with the ranks, in order, when they have their engines. Rejects with a SisterError that says which rank or
   * host has none, or with GroupEnded.
   */
  readonly ready: Promise<readonly RankInfo[]>;
  /** Resolves with the reason when the group has ended. */
  readonly ended: Promise<string>;
  readonly #mpirun: Mpirun;
  readonly #requests = new Map<string, Request>();
  #onReady: (ranks: RankInfo[]) => void = () => undefined;
  /** The error that rank 0 sent before it ended. */
  #error: SisterError | null = null;
  #ranks: readonly RankInfo[] = [];
  #hasEnded = false;

  private constructor(plan: GroupPlan, mpirun: Mpirun, advice: string | undefined) {
    this.plan = plan;
    this.pid = mpirun.pid;
    this.#mpirun = mpirun;
    const ready = new Promise<RankInfo[]>((resolve) => (this.#onReady = resolve));
    this.ended = this.#follow(advice);
    this.ready = Promise.race([ready, this.ended.then((reason) => Promise.reject(this.#endOf(reason)))]);
    this.ready.catch(() => undefined);
  }

  /**
   * Starts a group. Jobs may be run at once: they wait for the ranks. Rejects with a SisterError if mpirun cannot be
   * started.
   *
   * @param advice what the message about a group that died tells a person to do; default: to run the same command again
   */
  static async launch(plan: GroupPlan, spec: WorkSpec, advice?: string): Promise<ProcessGroup> {
    const mpirun = await startMpirun(plan, spec.speech);
    const group = new ProcessGroup(plan, mpirun, advice);
    group.#send({ type: "open", spec: { ...spec, devices: devicesOf(plan.hosts) } });
    return group;
  }

  /** Jobs and burns under way. */
  get jobs(): number {
    return this.#requests.size;
  }

  /** The ranks, in order; [] until they are ready. */
  get ranks(): readonly RankInfo[] {
    return this.#ranks;
  }

  /**
   * Does a job beside others. Rejects with GroupEnded if the group ends first, with the job's own error, or with the
   * signal's reason.
   */
  async run(request: GroupJob): Promise<JobResult> {
    const { id, caller, job, journal, services = SERVICES_HERE, onEvent, signal } = request;
    const over = new AbortController();
    const answer = (call: LauncherCall): Promise<unknown> =>
      answerCall(call, { journal, services, signal: over.signal });
    try {
      return await this.#request<JobResult>({ type: "job", id, caller, job }, { answer, signal }, (message, done) => {
        if (message.type === "event") onEvent?.(message.event);
        else if (message.type === "done") done(message.result);
      });
    } finally {
      over.abort(new Error("the job is over"));
    }
  }

  /** Burns subtitles in beside jobs; rejects as `run` does. */
  burn({ id, caller, order, onProgress, signal }: GroupBurn): Promise<BurnOutcome> {
    const message: ToGroup = { type: "burn", id, caller, order };
    const answer = (): Promise<never> => Promise.reject(new Error("a burn makes no calls"));
    return this.#request<BurnOutcome>(message, { answer, signal }, (message, done) => {
      if (message.type === "burning") onProgress?.(message.done);
      else if (message.type === "burned") done(message.outcome);
    });
  }

  async #request<Result>(
    message: ToGroup & { id: string },
    { answer, signal }: Pick<Request, "answer"> & { signal: AbortSignal | undefined },
    onMessage: (message: FromGroup, done: (result: Result) => void) => void,
  ): Promise<Result> {
    const { id } = message;
    signal?.throwIfAborted();
    const cancel = (): void => this.#send({ type: "cancel", id });
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#requests.set(id, { answer, onMessage: (received) => onMessage(received, resolve), reject });
        this.#send(message);
        // The group may have ended before.
        void this.ended.then((reason) => reject(new GroupEnded(reason)));
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      this.#requests.delete(id);
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** Ends the group in order. Resolves when all ranks are gone. */
  async end(): Promise<void> {
    this.#send({ type: "end" });
    await this.ended;
  }

  /** Ends the group at once; its jobs reject with GroupEnded. Resolves when all ranks are gone. */
  async stop(): Promise<void> {
    if (!this.#hasEnded) this.#mpirun.stop();
    await this.ended;
  }

  #send(message: ToGroup): void {
    this.#mpirun.stdin.write(formatLine(message));
  }

  #endOf(reason: string): SisterError {
    return this.#error ?? new GroupEnded(reason);
  }

  async #follow(advice: string | undefined): Promise<string> {
    const mpirun = this.#mpirun;
    let silent: string | null = null;
    const watch = watchSilence(this.plan.ranks, (rank, seconds) => {
      silent = `rank ${rank} of the process group has said nothing for ${seconds} s`;
      mpirun.kill();
    });
    mpirun.onHeartbeat((rank) => watch.heard(rank));
    createInterface({ input: mpirun.stdout }).on("line", (line) => {
      const message = parseLine<FromGroup>(line);
      // Before their first heartbeat ranks get more time: now all of them have started.
      if (message?.type === "ready") watch.heardAll();
      if (message) this.#take(message);
    });
    let reason: string;
    try {
      const { code, signal, hung, complaints } = await mpirun.ended;
      reason = this.#error?.message ?? explainMpirun(complaints, code, signal, silent ?? hung, advice);
    } catch (error) {
      this.#error = error instanceof SisterError ? error : null;
      reason = messageOf(error);
    }
    this.#hasEnded = true;
    watch.stop();
    for (const { reject } of this.#requests.values()) reject(new GroupEnded(reason));
    return reason;
  }

  #take(message: FromGroup): void {
    if (message.type === "ready") {
      this.#ranks = message.ranks;
      this.#onReady(message.ranks);
      return;
    }
    if (message.type === "error") {
      this.#error = new SisterError(message.message, { exitCode: message.exitCode });
      return;
    }
    const request = this.#requests.get(message.id);
    if (message.type === "ask") {
      void this.#answer(request, message.ask, message.call);
      return;
    }
    if (message.type !== "failed") request?.onMessage(message);
    else if (message.isSisterError) request?.reject(new SisterError(message.message, { exitCode: message.exitCode }));
    else request?.reject(new Error(message.message));
  }

  async #answer(request: Request | undefined, ask: number, call: LauncherCall): Promise<void> {
    let value: unknown = null;
    let problem: Problem | null = null;
    try {
      if (!request) throw new Error("the job is over");
      value = await request.answer(call);
    } catch (error) {
      const isSisterError = error instanceof SisterError;
      problem = { message: messageOf(error), exitCode: isSisterError ? error.exitCode : 1, isSisterError };
    }
    this.#send({ type: "answer", ask, value, problem });
  }
}

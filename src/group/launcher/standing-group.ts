/** One launch of a group that stays: several jobs at once, until it is stopped or dies. Followed from outside MPI. */
import { createInterface } from "node:readline";
import { messageOf, SisterError } from "../../errors.js";
import type { Job, JobSummary, RunEvent } from "../../pipeline/job.js";
import type { Journal } from "../../pipeline/journal.js";
import type { BurnOrder, BurnOutcome } from "../../pipeline/spread-burn.js";
import type { RankInfo, WorkSpec } from "../../pipeline/ranks/task.js";
import type { Word } from "../../speech/engine.js";
import type { GroupPlan } from "../hosts/group-plan.js";
import { devicesOf } from "../hosts/hostfile.js";
import { formatLine, parseLine } from "../lines.js";
import type { FromGroup, JournalQuestion, ToGroup } from "../messages.js";
import { explainMpirun } from "./mpirun-failure.js";
import { startMpirun, type Mpirun } from "./mpirun.js";
import { watchSilence, type SilenceWatch } from "./silence-watch.js";

/** A job for a group that stays. */
export interface GroupJob {
  /** No other job that is being done has it. */
  id: string;
  /** Whose it is: ranks are shared fairly between callers. */
  caller: string;
  job: Job;
  /** Asked here, in this process, by whatever the ranks hear. */
  journal: Journal;
  onEvent?: (event: RunEvent) => void;
  /** Stops the job's work within 2 s; the others go on. */
  signal?: AbortSignal;
}

/** A burn for a group that stays. Its files are on this host, where rank 0 is too. */
export interface GroupBurn extends Pick<GroupJob, "id" | "caller" | "signal"> {
  order: BurnOrder;
  /** The share that is done, from 0 to 1. */
  onProgress?: (done: number) => void;
}

/** The group is gone, and the job with it, through no fault of its own: what was finished is in the journal. */
export class GroupEnded extends SisterError {}

interface Running {
  /** null: it has none. */
  journal: Journal | null;
  /** Told what rank 0 says of it. */
  hear: (message: FromGroup) => void;
  reject: (error: unknown) => void;
}

export class StandingGroup {
  readonly plan: GroupPlan;
  /** In order of rank. */
  readonly ranks: readonly RankInfo[];
  /** Resolves with the reason when it has ended. */
  readonly ended: Promise<string>;
  readonly #mpirun: Mpirun;
  readonly #running: Map<string, Running>;

  private constructor(
    plan: GroupPlan,
    ranks: readonly RankInfo[],
    mpirun: Mpirun,
    running: Map<string, Running>,
    ended: Promise<string>,
  ) {
    this.plan = plan;
    this.ranks = ranks;
    this.ended = ended;
    this.#mpirun = mpirun;
    this.#running = running;
  }

  /** Jobs and burns that are being done. */
  get jobs(): number {
    return this.#running.size;
  }

  /** Launches a group and waits until its ranks have their engines. Rejects with a SisterError that says which rank or host could not. */
  static async launch(plan: GroupPlan, spec: WorkSpec, signal?: AbortSignal): Promise<StandingGroup> {
    signal?.throwIfAborted();
    const mpirun = await startMpirun(plan, "standing-rank-main", spec.speech);
    const running = new Map<string, Running>();
    const pipe = new Pipe(mpirun, plan.ranks, running);
    const open = { type: "open", spec: { ...spec, devices: devicesOf(plan.hosts) } } satisfies ToGroup;
    mpirun.stdin.write(formatLine(open));
    signal?.addEventListener("abort", mpirun.stop, { once: true });
    try {
      const ranks = await Promise.race([
        pipe.ready,
        pipe.ended.then((reason) => {
          throw pipe.error ?? new GroupEnded(reason);
        }),
      ]);
      return new StandingGroup(plan, ranks, mpirun, running, pipe.ended);
    } finally {
      signal?.removeEventListener("abort", mpirun.stop);
    }
  }

  /** Does a job beside others. Rejects with GroupEnded where the group ended first, with the job's own error, or the signal's reason. */
  run({ id, caller, job, journal, onEvent, signal }: GroupJob): Promise<JobSummary> {
    return this.#ask<JobSummary>({ type: "job", id, caller, job }, { journal, signal }, (message, done) => {
      if (message.type === "event") onEvent?.(message.event);
      else if (message.type === "done") done(message.summary);
    });
  }

  /** Burns subtitles in beside jobs; rejects as `run` does. */
  burn({ id, caller, order, onProgress, signal }: GroupBurn): Promise<BurnOutcome> {
    return this.#ask<BurnOutcome>({ type: "burn", id, caller, order }, { journal: null, signal }, (message, done) => {
      if (message.type === "burning") onProgress?.(message.done);
      else if (message.type === "burned") done(message.outcome);
    });
  }

  async #ask<Result>(
    message: ToGroup & { id: string },
    { journal, signal }: { journal: Journal | null; signal: AbortSignal | undefined },
    hear: (message: FromGroup, done: (result: Result) => void) => void,
  ): Promise<Result> {
    const { id } = message;
    signal?.throwIfAborted();
    const cancel = (): void => this.#say({ type: "cancel", id });
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#running.set(id, { journal, hear: (said) => hear(said, resolve), reject });
        this.#say(message);
        // Where it had ended before.
        void this.ended.then((reason) => reject(new GroupEnded(reason)));
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      this.#running.delete(id);
      signal?.removeEventListener("abort", cancel);
    }
  }

  #say(message: ToGroup): void {
    this.#mpirun.stdin.write(formatLine(message));
  }

  /** Ends it at once; jobs in it reject with GroupEnded. Resolves when all ranks are gone. */
  async stop(): Promise<void> {
    this.#mpirun.stop();
    await this.ended;
  }
}

/** The lines of a group, read and answered. */
class Pipe {
  readonly ready: Promise<RankInfo[]>;
  readonly ended: Promise<string>;
  /** What rank 0 said before it gave up. */
  error: SisterError | null = null;
  readonly #mpirun: Mpirun;
  readonly #running: Map<string, Running>;
  readonly #watch: SilenceWatch;
  #silent: string | null = null;
  #isReady: (ranks: RankInfo[]) => void = () => undefined;

  constructor(mpirun: Mpirun, ranks: number, running: Map<string, Running>) {
    this.#mpirun = mpirun;
    this.#running = running;
    this.ready = new Promise((resolve) => (this.#isReady = resolve));
    this.#watch = watchSilence(ranks, (rank, seconds) => {
      this.#silent = `rank ${rank} of the process group has said nothing for ${seconds} s`;
      mpirun.kill();
    });
    createInterface({ input: mpirun.stdout }).on("line", (line) => {
      const message = parseLine<FromGroup>(line);
      if (message) this.#hear(message);
    });
    this.ended = this.#end();
  }

  async #end(): Promise<string> {
    let reason: string;
    try {
      const { code, signal, hung, complaints } = await this.#mpirun.ended;
      this.#silent ??= hung;
      reason =
        this.error?.message ?? explainMpirun(complaints, code, signal, this.#silent, "finished segments are kept");
    } catch (error) {
      this.error = error instanceof SisterError ? error : null;
      reason = messageOf(error);
    }
    this.#watch.stop();
    for (const { reject } of this.#running.values()) reject(new GroupEnded(reason));
    return reason;
  }

  #hear(message: FromGroup): void {
    if (message.type === "alive") return this.#watch.heard(message.rank);
    if (message.type === "ready") {
      // Before their first word ranks get more time: now all have their engines.
      this.#watch.heardAll();
      return this.#isReady(message.ranks);
    }
    if (message.type === "error") {
      this.error = new SisterError(message.message, { exitCode: message.exitCode });
      return;
    }
    const running = this.#running.get(message.id);
    if (message.type === "ask") {
      void this.#answer(running, message.ask, message.question);
      return;
    }
    if (message.type !== "failed") running?.hear(message);
    else if (message.isOurs) running?.reject(new SisterError(message.message, { exitCode: message.exitCode }));
    else running?.reject(new Error(message.message));
  }

  async #answer(running: Running | undefined, ask: number, question: JournalQuestion): Promise<void> {
    let words: Word[] | null = null;
    let problem: string | null = null;
    try {
      if (!running?.journal) throw new Error("the job is over");
      words = await asked(running.journal, question);
    } catch (error) {
      problem = messageOf(error);
    }
    this.#mpirun.stdin.write(formatLine({ type: "answer", ask, words, problem } satisfies ToGroup));
  }
}

async function asked(journal: Journal, question: JournalQuestion): Promise<Word[] | null> {
  if (question.kind === "get") return journal.get(question.segment, question.key);
  if (question.kind === "put") await journal.put(question.segment, question.key, question.words);
  else if (question.kind === "pass-over") await journal.passOver(question.segment);
  else await journal.fail(question.segment, question.message);
  return null;
}

/**
 * The program of every launched rank. Rank 0 reads jobs and burns from standard input and does several at once; the
 * other ranks follow. Words of finished segments go to the launcher, which has the journal. So do texts for services: it
 * has their keys.
 */
import "./preload-speech.js";
import { createInterface } from "node:readline";
import { abort } from "../../mpi/index.js";
import { messageOf, SisterError } from "../../errors.js";
import type { JobEvent } from "../../pipeline/job-events.js";
import { prepareJob, subtitle } from "../../pipeline/job.js";
import { RankPool } from "../../pipeline/ranks/rank-pool.js";
import { spreadBurn } from "../../pipeline/spread-burn.js";
import { parseLine, sendLine, startHeartbeat } from "../lines.js";
import type { FromGroup, ToGroup } from "../messages.js";
import type { MpiTransport } from "./mpi-transport.js";
import { LauncherCalls } from "./launcher-calls.js";
import { RemoteJournal } from "./remote-journal.js";
import { RemoteServices } from "./remote-services.js";
import { rankOf, runInGroup } from "./run-in-group.js";

const send = (message: FromGroup): Promise<void> => sendLine(message);

/** Jobs and burns under way, by id. */
const running = new Map<string, { stop: AbortController; calls: LauncherCalls | null }>();

/** Does a job or a burn, and sends its outcome. */
async function work(
  id: string,
  calls: LauncherCalls | null,
  perform: (signal: AbortSignal) => Promise<FromGroup>,
): Promise<void> {
  const stop = new AbortController();
  running.set(id, { stop, calls });
  try {
    await send(await perform(stop.signal));
  } catch (error) {
    const isSisterError = error instanceof SisterError;
    if (!isSisterError && !stop.signal.aborted) console.error(error);
    const exitCode = isSisterError ? error.exitCode : 1;
    await send({ type: "failed", id, message: messageOf(error), exitCode, isSisterError });
  } finally {
    running.delete(id);
  }
}

function workOnJob(pool: RankPool, { id, caller, job }: Extract<ToGroup, { type: "job" }>): Promise<void> {
  const calls = new LauncherCalls(id, (message) => void send(message));
  const journal = new RemoteJournal(calls);
  const services = new RemoteServices(calls);
  return work(id, calls, async (signal) => {
    const prepared = await prepareJob(job, signal, services);
    const onEvent = (event: JobEvent): void => void send({ type: "event", id, event });
    const options = { journal, services, onEvent, signal };
    return { type: "done", id, result: await subtitle(prepared, pool.job(caller), options) };
  });
}

function workOnBurn(pool: RankPool, { id, caller, order }: Extract<ToGroup, { type: "burn" }>): Promise<void> {
  return work(id, null, async (signal) => {
    const onProgress = (done: number): void => void send({ type: "burning", id, done });
    return { type: "burned", id, outcome: await spreadBurn(order, { dispatch: pool.job(caller), onProgress, signal }) };
  });
}

/** Opens the ranks. The promise rejects if one of them cannot open its engines; it never resolves. */
function open(transport: MpiTransport, { spec }: Extract<ToGroup, { type: "open" }>): [RankPool, Promise<never>] {
  const pool = new RankPool(transport, spec);
  const failed = pool.ready.then(async (ranks) => {
    await send({ type: "ready", ranks: [...ranks] });
    return pool.failure.catch((error: unknown) => {
      // A rank that is gone ends the whole group; MPI prints which one it was.
      console.error(error);
      return abort(1);
    });
  });
  failed.catch(() => undefined);
  return [pool, failed];
}

/** Follows the launcher's messages. Resolves after `end`; rejects if the ranks cannot open their engines. */
async function serve(transport: MpiTransport): Promise<void> {
  let pool: RankPool | null = null;
  let fail: (error: unknown) => void = () => undefined;
  const unopened = new Promise<never>((_, reject) => (fail = reject));
  const follow = async (): Promise<void> => {
    for await (const line of createInterface({ input: process.stdin })) {
      const message = parseLine<ToGroup>(line);
      if (message?.type === "open") {
        const [opened, failed] = open(transport, message);
        pool = opened;
        failed.catch(fail);
      } else if (message?.type === "job" && pool) void workOnJob(pool, message);
      else if (message?.type === "burn" && pool) void workOnBurn(pool, message);
      else if (message?.type === "cancel") running.get(message.id)?.stop.abort(new Error("the job was cancelled"));
      else if (message?.type === "answer") for (const { calls } of running.values()) calls?.answered(message);
      else if (message?.type === "end") return pool?.close();
    }
    // The launcher is gone: nobody would keep the words.
    abort(1);
  };
  await Promise.race([follow(), unopened]);
}

startHeartbeat(rankOf(process.env));
try {
  await runInGroup(serve);
  process.exit(0);
} catch (error) {
  const exitCode = error instanceof SisterError ? error.exitCode : 1;
  if (!(error instanceof SisterError)) console.error(error);
  await send({ type: "error", message: messageOf(error), exitCode });
  // Not 0: mpirun ends ranks that are still at work.
  process.exit(exitCode);
}

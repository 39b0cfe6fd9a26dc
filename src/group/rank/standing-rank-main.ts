/**
 * The program of a rank in a group that stays (`StandingGroup`). Rank 0 hears jobs and burns on standard input and does several at once; the others follow. Words
 * of finished segments go through the supervisor, which has the database: ranks have none.
 */
import "./preload-speech.js";
import { createInterface } from "node:readline";
import { abort, init } from "../../mpi/index.js";
import { messageOf, SisterError } from "../../errors.js";
import { prepareJob, runJob, type RunEvent } from "../../pipeline/job.js";
import { SharedRanks } from "../../pipeline/ranks/shared-ranks.js";
import { spreadBurn } from "../../pipeline/spread-burn.js";
import type { WorkSpec } from "../../pipeline/ranks/task.js";
import { parseLine, say, sayAlive } from "../lines.js";
import type { FromGroup, ToGroup } from "../messages.js";
import { followGroup, MpiTransport } from "./mpi-transport.js";
import { RemoteJournal } from "./remote-journal.js";
import { rankOf } from "./run-in-group.js";

const report = (message: FromGroup): Promise<void> => say(message);

/** Jobs and burns that are being done, by id. */
const running = new Map<string, { stop: AbortController; journal: RemoteJournal | null }>();

/** Does what was asked for, and says what came of it. */
async function work(
  id: string,
  journal: RemoteJournal | null,
  perform: (signal: AbortSignal) => Promise<FromGroup>,
): Promise<void> {
  const stop = new AbortController();
  running.set(id, { stop, journal });
  try {
    await report(await perform(stop.signal));
  } catch (error) {
    const isOurs = error instanceof SisterError;
    if (!isOurs && !stop.signal.aborted) console.error(error);
    await report({ type: "failed", id, message: messageOf(error), exitCode: isOurs ? error.exitCode : 1, isOurs });
  } finally {
    running.delete(id);
  }
}

function workOnJob(ranks: SharedRanks, { id, caller, job }: Extract<ToGroup, { type: "job" }>): Promise<void> {
  const journal = new RemoteJournal(id, (message) => void report(message));
  return work(id, journal, async (signal) => {
    const prepared = await prepareJob(job, signal);
    const onEvent = (event: RunEvent): void => void report({ type: "event", id, event });
    const summary = await runJob(prepared, ranks.crew(caller), { journal, onEvent, signal });
    return { type: "done", id, summary };
  });
}

function workOnBurn(
  ranks: SharedRanks,
  spec: WorkSpec,
  { id, caller, order }: Extract<ToGroup, { type: "burn" }>,
): Promise<void> {
  return work(id, null, async (signal) => {
    const onProgress = (done: number): void => void report({ type: "burning", id, done });
    const outcome = await spreadBurn(order, { crew: ranks.crew(caller), spec, onProgress, signal });
    return { type: "burned", id, outcome };
  });
}

/** Hears jobs until the supervisor is gone. */
async function serve(transport: MpiTransport): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  let opened: { ranks: SharedRanks; spec: WorkSpec } | null = null;
  for await (const line of lines) {
    const message = parseLine<ToGroup>(line);
    if (message?.type === "open") {
      const { spec } = message;
      const ranks = await SharedRanks.open(transport, spec);
      opened = { ranks, spec };
      // A rank that is gone takes all of us with it; MPI says which.
      ranks.failure.catch((error: unknown) => {
        console.error(error);
        abort(1);
      });
      await report({ type: "ready", ranks: [...ranks.infos] });
    } else if (message?.type === "job" && opened) void workOnJob(opened.ranks, message);
    else if (message?.type === "burn" && opened) void workOnBurn(opened.ranks, opened.spec, message);
    else if (message?.type === "cancel") running.get(message.id)?.stop.abort(new Error("the job was cancelled"));
    else if (message?.type === "answer") for (const { journal } of running.values()) journal?.hear(message);
  }
  // The supervisor is gone: nobody would keep what is heard.
  abort(1);
}

sayAlive(rankOf(process.env));
const world = init();
try {
  if (world.rank === 0) {
    const transport = new MpiTransport(world);
    try {
      await serve(transport);
    } catch (error) {
      // Engines that do not load: the other ranks wait for the next summons.
      if (!transport.isIdle) throw error;
      await transport.end();
      throw error;
    }
  } else await followGroup(world);
  process.exit(0);
} catch (error) {
  const exitCode = error instanceof SisterError ? error.exitCode : 1;
  if (!(error instanceof SisterError)) console.error(error);
  await report({ type: "error", message: messageOf(error), exitCode });
  process.exit(exitCode);
}

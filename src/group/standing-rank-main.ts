/**
 * The program of a rank in a group that stays (`StandingGroup`). Rank 0 hears jobs on standard input and does several at once; the others follow. Words
 * of finished segments go through the supervisor, which has the database: ranks have none.
 */
import { createInterface } from "node:readline";
import { abort, init } from "../mpi/index.js";
import { messageOf, SisterError } from "../errors.js";
import { prepareJob, runJob, type RunEvent } from "../pipeline/job.js";
import { SharedRanks } from "../pipeline/shared-ranks.js";
import { parseLine, say, sayAlive } from "./lines.js";
import type { FromGroup, ToGroup } from "./messages.js";
import { followGroup, MpiTransport } from "./mpi-transport.js";
import { RemoteJournal } from "./remote-journal.js";
import { rankOf } from "./run-in-group.js";

const report = (message: FromGroup): Promise<void> => say(message);

/** Jobs that are being done, by id. */
const running = new Map<string, { stop: AbortController; journal: RemoteJournal }>();

async function work(ranks: SharedRanks, { id, caller, job }: Extract<ToGroup, { type: "job" }>): Promise<void> {
  const stop = new AbortController();
  const journal = new RemoteJournal(id, (message) => void report(message));
  running.set(id, { stop, journal });
  const { signal } = stop;
  try {
    const prepared = await prepareJob(job, signal);
    const onEvent = (event: RunEvent): void => void report({ type: "event", id, event });
    const summary = await runJob(prepared, ranks.crew(caller), { journal, onEvent, signal });
    await report({ type: "done", id, summary });
  } catch (error) {
    const isOurs = error instanceof SisterError;
    if (!isOurs && !signal.aborted) console.error(error);
    await report({ type: "failed", id, message: messageOf(error), exitCode: isOurs ? error.exitCode : 1, isOurs });
  } finally {
    running.delete(id);
  }
}

/** Hears jobs until the supervisor is gone. */
async function serve(transport: MpiTransport): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  let ranks: SharedRanks | null = null;
  for await (const line of lines) {
    const message = parseLine<ToGroup>(line);
    if (message?.type === "open") {
      ranks = await SharedRanks.open(transport, message.spec);
      // A rank that is gone takes all of us with it; MPI says which.
      ranks.failure.catch((error: unknown) => {
        console.error(error);
        abort(1);
      });
      await report({ type: "ready", ranks: [...ranks.infos] });
    } else if (message?.type === "job" && ranks) void work(ranks, message);
    else if (message?.type === "cancel") running.get(message.id)?.stop.abort(new Error("the job was cancelled"));
    else if (message?.type === "answer") for (const { journal } of running.values()) journal.hear(message);
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

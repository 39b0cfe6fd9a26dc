/**
 * Gives every host of a group the same model: words must not depend on which rank gets a segment. A host without the
 * model, or with another one under its name, gets it from rank 0 over MPI, once, into its models folder.
 */
import { open } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { messageOf } from "../../errors.js";
import { UNDEFINED, type Communicator } from "../../mpi/index.js";
import { IncomingModel, receiveProblem } from "../../speech/models/install/receive-model.js";
import { findModel, isModelName, modelDigest, verifyModel } from "../../speech/models/installed.js";
import { isManifest, readManifest, type Manifest } from "../../speech/models/manifest.js";
import { modelsFolder } from "../../models-folder.js";

/** Bytes of one broadcast: small compared to the model, large compared to the overhead of a message. */
const CHUNK_BYTES = 4 * 2 ** 20;

/** The place of a rank's models: ranks with the same host and folder have the same models. */
interface Place {
  host: string;
  folder: string;
}

/** What the first rank of a place found. */
interface Found {
  /** null: the model is missing or damaged. */
  digest: string | null;
  problem: string | null;
  /** The reason for which the model cannot be written there; null if it can, or if it need not be. */
  unwritable: string | null;
}

/**
 * Makes sure that all ranks have the model. Collective over `world`: every rank calls it with the same model. Resolves
 * with null when all have it, or with the problem in one line that names the hosts. The result is the same on every
 * rank; with a problem no rank may continue.
 *
 * @param model the name of an installed model, or the path of a folder, which is compared but never written
 * @example
 * const problem = await shareModel(world, "moonshine-base-en");
 * if (problem !== null) throw new SisterError(problem);
 */
export async function shareModel(
  world: Communicator,
  model: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | null> {
  const own: Place = { host: hostname(), folder: modelsFolder(env) };
  const places = await world.allgatherObject<Place>(own);
  const isFirst = places.findIndex((place) => isSame(place, own)) === world.rank;
  const found = await world.allgatherObject<Found | null>(isFirst ? await lookAt(model, env) : null);

  const [origin] = found;
  if (!origin?.digest) return `rank 0 on ${places[0]?.host}: ${origin?.problem}`;
  const lacking = found.flatMap((one, rank) => (one && one.digest !== origin.digest ? [{ ...one, rank }] : []));
  if (lacking.length === 0) return null;
  const hostOf = ({ rank }: { rank: number }): string => places[rank]?.host ?? "";
  if (!isModelName(model)) {
    const hosts = lacking.map(hostOf).join(", ");
    return `the model ${model} is missing or different on ${hosts}: copy the folder to the same path there`;
  }
  const unwritable = lacking.filter((one) => one.unwritable !== null);
  if (unwritable.length > 0) {
    const hosts = unwritable.map((one) => `${hostOf(one)} (${one.unwritable})`).join(", ");
    return `the model ${model} is missing or different on ${hosts} and cannot be written there: run "sister models pull ${model}" there`;
  }
  const wants = lacking.some(({ rank }) => rank === world.rank);
  const problem = await send(world, model, wants, env);
  const problems = await world.allgatherObject<string | null>(problem);
  const told = problems.flatMap((one, rank) => (one === null ? [] : [`rank ${rank} on ${hostOf({ rank })}: ${one}`]));
  return told.length === 0 ? null : told.join("; ");
}

const isSame = (a: Place, b: Place): boolean => a.host === b.host && a.folder === b.folder;

async function lookAt(model: string, env: NodeJS.ProcessEnv): Promise<Found> {
  const dir = isModelName(model) ? findModel(model, env)?.dir : model;
  try {
    const problem = dir === undefined ? missing(model) : await verifyModel(dir);
    const digest = dir === undefined || problem !== null ? null : await modelDigest(dir);
    // Checked on every place: which of them lack the model is only known when all have answered.
    return { digest, problem, unwritable: await receiveProblem(env) };
  } catch (error) {
    return { digest: null, problem: messageOf(error), unwritable: null };
  }
}

const missing = (model: string): string => `the model ${model} is not installed: sister models pull ${model}`;

/**
 * Sends the model from rank 0 to the ranks that want it, in a communicator of their own. Resolves with the problem on
 * this rank, or null.
 */
async function send(
  world: Communicator,
  model: string,
  wants: boolean,
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  const takesPart = world.rank === 0 || wants;
  const few = await world.split({ color: takesPart ? 0 : UNDEFINED, key: world.rank });
  if (!few) return null;
  try {
    return few.rank === 0 ? await give(few, model, env) : await receive(few, env);
  } finally {
    few.free();
  }
}

/**
 * Always sends as many bytes as the manifest promises, even after an error: the receivers would wait for the rest for
 * ever.
 */
async function give(few: Communicator, model: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const dir = findModel(model, env)?.dir ?? "";
  const manifest = readManifest(dir);
  await few.bcastObject<Manifest | null>(manifest, { root: 0 });
  if (!manifest) return missing(model);
  let problem: string | null = null;
  for (const { name, bytes } of piecesOf(manifest)) {
    const handle = await open(join(dir, name)).catch((error: unknown) => {
      problem ??= messageOf(error);
      return null;
    });
    for (let at = 0; at < bytes; at += CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, bytes - at));
      await handle?.read(chunk, 0, chunk.length, at).catch((error: unknown) => (problem ??= messageOf(error)));
      await few.bcast(chunk, { root: 0 });
    }
    await handle?.close();
  }
  return problem;
}

/** Receives everything that rank 0 sends, even if it can no longer be written. */
async function receive(few: Communicator, env: NodeJS.ProcessEnv): Promise<string | null> {
  const manifest = await few.bcastObject<Manifest | null>(null, { root: 0 });
  if (!isManifest(manifest)) return "rank 0 sent no model";
  let problem: string | null = null;
  const note = (error: unknown): null => {
    problem ??= messageOf(error);
    return null;
  };
  const incoming = await IncomingModel.begin(manifest, env).catch(note);
  for (const { name, bytes } of piecesOf(manifest)) {
    for (let at = 0; at < bytes; at += CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, bytes - at));
      await few.bcast(chunk, { root: 0 });
      if (problem === null) await incoming?.write(name, chunk).catch(note);
    }
    if (bytes === 0 && problem === null) await incoming?.write(name, new Uint8Array()).catch(note);
  }
  if (problem === null) await incoming?.finish().catch(note);
  else await incoming?.discard();
  return problem;
}

/** The files of a model, in the same order on every rank. */
function piecesOf({ files }: Manifest): { name: string; bytes: number }[] {
  return Object.entries(files)
    .map(([name, { bytes }]) => ({ name, bytes }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

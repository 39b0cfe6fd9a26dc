/**
 * Only the scheduling: the engine sleeps, so that two cores can simulate many ranks. Usage: SEGMENTS SEED
 * SPEED_OF_THE_LAST_RANK. Rank 0 prints the efficiency: the shortest possible time of these ranks divided by the time
 * from the start of all ranks to the last result.
 */
import { init } from "../../src/mpi/index.js";
import { followGroup, MpiTransport } from "../../src/group/rank/mpi-transport.js";
import { RankPool } from "../../src/pipeline/ranks/rank-pool.js";
import type { RecognizeTask } from "../../src/pipeline/ranks/task.js";

const [segments = 240, seed = 1, lastSpeed = 1] = process.argv.slice(2).map(Number);
const SIGMA = 0.6;
/** The scheduler knows the costs within 15 %. */
const UNCERTAINTY = 0.15;
const SAMPLES = 1600;

/** Random numbers from 0 to 1, equal for equal seeds. */
function randomFrom(start: number): () => number {
  let state = start * 2_654_435_761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const world = init();
if (world.rank === 0) {
  const random = randomFrom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  // Log-normal with mean 1 s.
  const tasks = Array.from({ length: segments }, (_, segment): RecognizeTask => {
    const cost = Math.exp(SIGMA * normal() - SIGMA ** 2 / 2);
    const estimate = cost * (1 + UNCERTAINTY * (2 * random() - 1));
    return { kind: "recognize", language: "en", segment, sampleCount: SAMPLES, seconds: 0.1, estimate, cost };
  });
  const speeds = Array.from({ length: world.size }, (_, rank) => (rank === world.size - 1 ? lastSpeed : 1));
  const transport = new MpiTransport(world);
  const pool = new RankPool(transport, {
    speech: { kind: "sleep" },
    language: "en",
    attempts: 1,
    speeds,
  });
  const samples = new Int16Array(SAMPLES).fill(1);
  let last = 0;
  const dispatch = pool.job("bench");
  await dispatch.ready();
  const begin = performance.now();
  const running = dispatch.run({
    load: (task) => Promise.resolve({ task, samples }),
    onResult: () => void (last = performance.now()),
  });
  for (const task of tasks) dispatch.add(task);
  dispatch.end();
  await running;
  const wall = (last - begin) / 1000;
  await dispatch.finish();
  await pool.close();
  await transport.end();
  const work = tasks.reduce((sum, task) => sum + (task.cost ?? 0), 0);
  console.log((work / speeds.reduce((sum, speed) => sum + speed, 0) / wall).toFixed(4));
} else {
  await followGroup(world);
}

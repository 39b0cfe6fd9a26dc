/**
 * Heat in a square plate: one edge is hot, the others are cold. Each rank has some rows of the grid. Before each step it exchanges the rows at its
 * borders with its neighbours. The result is the same for every number of ranks.
 *
 *   mpirun -n 4 node --import tsx examples/mpi/halo-exchange.ts
 */
import { init, Op } from "sister/mpi";

const SIDE = 24; // cells in each direction, without the border
const WIDTH = SIDE + 2; // with a border column on both sides
const TOLERANCE = 1e-3;

const world = init();
const line = await world.createCart([world.size]); // no ring: the first and the last rank have one neighbour
if (!line) throw new Error("every rank has a place in the grid");
const { source: above, dest: below } = line.shift(0, 1); // PROC_NULL at the ends: messages to it do nothing

const firstRow = Math.floor((SIDE * line.rank) / line.size);
const rows = Math.floor((SIDE * (line.rank + 1)) / line.size) - firstRow;
let cells = new Float64Array((rows + 2) * WIDTH); // row 0 and row `rows + 1` belong to the neighbours
let next = new Float64Array(cells.length);
const row = (of: Float64Array, index: number): Float64Array => of.subarray(index * WIDTH, (index + 1) * WIDTH);
if (line.rank === 0) for (const plate of [cells, next]) row(plate, 0).fill(100); // the hot edge

let steps = 0;
const change = new Float64Array(1);
do {
  await line.sendrecv(row(cells, 1), row(cells, rows + 1), { dest: above, source: below });
  await line.sendrecv(row(cells, rows), row(cells, 0), { dest: below, source: above });
  let greatest = 0;
  for (let y = 1; y <= rows; y++) {
    for (let x = 1; x <= SIDE; x++) {
      const at = y * WIDTH + x;
      next[at] = (cells[at - WIDTH]! + cells[at + WIDTH]! + cells[at - 1]! + cells[at + 1]!) / 4;
      greatest = Math.max(greatest, Math.abs(next[at] - cells[at]!));
    }
  }
  [cells, next] = [next, cells];
  await line.allreduce(new Float64Array([greatest]), change, { op: Op.MAX });
  steps++;
} while (change[0]! > TOLERANCE);

const middle = SIDE / 2 - firstRow; // the row in the middle of the plate, if this rank has it
const own = middle >= 0 && middle < rows ? cells[(middle + 1) * WIDTH + SIDE / 2]! : 0;
const temperature = new Float64Array(1);
await line.reduce(new Float64Array([own]), line.rank === 0 ? temperature : null, { op: Op.SUM });
if (line.rank === 0) console.log(`after ${steps} steps the middle has ${temperature[0]?.toFixed(2)} degrees`);

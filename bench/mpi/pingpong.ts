/** Ping-pong between two ranks through `sister/mpi`. Usage: pingpong.ts sync|promise BYTES ROUNDS; prints microseconds, one way. */
import { init, wtime } from "sister/mpi";

const [form, bytesText, roundsText] = process.argv.slice(2);
const world = init({ objects: false });
const buffer = new Uint8Array(Number(bytesText));
const rounds = Number(roundsText);
const peer = 1 - world.rank;
const isFirst = world.rank === 0;
// As in pingpong.c, plus what the JIT needs: a tenth of the rounds, at least 2,000 where rounds are cheap.
const warmUp = Math.max(rounds / 10, Math.min(2000, rounds));
let begin = 0;

if (form === "sync") {
  for (let i = -warmUp; i < rounds; i++) {
    if (i === 0) begin = wtime();
    if (isFirst) world.sendSync(buffer, { dest: peer });
    world.recvSync(buffer, { source: peer });
    if (!isFirst) world.sendSync(buffer, { dest: peer });
  }
} else {
  for (let i = -warmUp; i < rounds; i++) {
    if (i === 0) begin = wtime();
    if (isFirst) await world.send(buffer, { dest: peer });
    await world.recv(buffer, { source: peer });
    if (!isFirst) await world.send(buffer, { dest: peer });
  }
}
if (isFirst) console.log((((wtime() - begin) / rounds / 2) * 1e6).toFixed(4));

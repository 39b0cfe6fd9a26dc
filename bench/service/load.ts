/** Asks one address over 20 connections for 2 s, after half a second to warm up; prints answers a second. Arguments: address, token. */
import { Agent, request } from "node:http";

const [address = "", token = ""] = process.argv.slice(2);
const CONNECTIONS = 20;
const WARM_MS = 500;
const MEASURED_MS = 2000;

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const ask = (): Promise<void> =>
  new Promise((resolve, reject) => {
    request(address, { agent, headers: { Authorization: `Bearer ${token}` } }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${address} answered ${answer.statusCode}`));
      answer.resume();
      answer.once("end", resolve);
    })
      .once("error", reject)
      .end();
  });

const begun = performance.now();
let count = 0;
await Promise.all(
  Array.from({ length: CONNECTIONS }, async () => {
    for (;;) {
      const passed = performance.now() - begun;
      if (passed > WARM_MS + MEASURED_MS) return;
      await ask();
      if (passed > WARM_MS) count += 1;
    }
  }),
);
console.log(count / (MEASURED_MS / 1000));
process.exit(0);

/**
 * Asks one address over 20 connections for 2 s, after half a second to warm up; prints answers a second. Arguments: address, then headers ("Name: value").
 * Plain sockets, and no more read of an answer than its length: a client of HTTP would take longer than the server that is measured.
 */
import { connect } from "node:net";

const [address = "", ...headers] = process.argv.slice(2);
const CONNECTIONS = 20;
const WARM_MS = 500;
const MEASURED_MS = 2000;

const { hostname, port, pathname, search, host } = new URL(address);
const request = [`GET ${pathname}${search} HTTP/1.1`, `Host: ${host}`, ...headers, "", ""].join("\r\n");

const begun = performance.now();
let count = 0;

/** One request after the other on one connection, until the time is over. */
function askOn(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(port), host: hostname, noDelay: true }, () => socket.write(request));
    let answer = "";
    socket.setEncoding("latin1");
    socket.on("data", (piece: string) => {
      answer += piece;
      const head = answer.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(answer)?.[1] ?? NaN);
      if (!answer.startsWith("HTTP/1.1 200") || Number.isNaN(length)) {
        reject(new Error(`${address} answered ${answer}`));
        return;
      }
      if (answer.length < head + 4 + length) return;
      answer = "";
      const passed = performance.now() - begun;
      if (passed > WARM_MS + MEASURED_MS) {
        socket.end();
        resolve();
        return;
      }
      if (passed > WARM_MS) count += 1;
      socket.write(request);
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error(`${address} closed the connection`)));
  });
}

await Promise.all(Array.from({ length: CONNECTIONS }, askOn));
console.log(count / (MEASURED_MS / 1000));
process.exit(0);

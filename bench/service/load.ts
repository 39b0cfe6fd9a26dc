/**
 * Sends requests over 20 connections for 2 s, after a warm-up of 0.5 s; prints answers per second. Arguments: addresses
 * of one server, separated by commas, which the connections use in turn, then headers ("Name: value"). It uses plain
 * sockets and reads only the length of an answer: an HTTP client would need more time than the measured server.
 */
import { connect } from "node:net";

const [addresses = "", ...headers] = process.argv.slice(2);
const CONNECTIONS = 20;
const WARM_MS = 500;
const MEASURED_MS = 2000;

const urls = addresses.split(",").map((address) => new URL(address));

const begun = performance.now();
let count = 0;

/** Sends one request after another on one connection until the time is over. */
function askOn({ hostname, port, pathname, host, href }: URL): Promise<void> {
  const request = [`GET ${pathname} HTTP/1.1`, `Host: ${host}`, ...headers, "", ""].join("\r\n");
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
        reject(new Error(`${href} answered ${answer}`));
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
    socket.once("close", () => reject(new Error(`${href} closed the connection`)));
  });
}

const connections = Array.from({ length: CONNECTIONS }, (_, i) => urls[i % urls.length] ?? new URL(addresses));
await Promise.all(connections.map(askOn));
console.log(count / (MEASURED_MS / 1000));
process.exit(0);

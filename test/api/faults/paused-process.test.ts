/** A server whose machine sleeps: requests that came meanwhile are answered, and not refused as late. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { makePlace } from "../../support/api/place.js";
import { parseReply, RawConnection } from "../../support/api/raw-http.js";
import { startServer } from "../../support/api/server.js";
import { patience } from "../../support/pace.js";

/** Longer than the head of a request may take. */
const ASLEEP_MS = 12_000;
const POLL = { timeout: patience(20_000) };

it("a server answers the requests that came while it was paused", async ({ onTestFinished }) => {
  const place = await makePlace();
  const server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0.01" });
  const { child, ended } = server.command;
  onTestFinished(async () => {
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    await ended;
    await place.remove();
  });
  const connections = await Promise.all([1, 2].map(() => RawConnection.open(server.url)));
  const [silent, begun] = connections;
  begun?.write("GET /health HTTP/1.1\r\n");
  // By now the server has accepted the connections that came before.
  expect((await server.request("/health")).status).toBe(200);

  child.kill("SIGSTOP");
  const { host } = new URL(server.url);
  silent?.write(`GET /health HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  begun?.write(`Host: ${host}\r\n\r\n`);
  await sleep(ASLEEP_MS);
  child.kill("SIGCONT");
  for (const connection of connections) {
    await expect.poll(() => connection.text, POLL).toMatch(/\r\n\r\n/);
    expect(parseReply(connection.text).status).toBe(200);
    connection.socket.destroy();
  }
  // A client that is really slow is still refused.
  const slow = await RawConnection.open(server.url);
  slow.write("GET /health HTTP/1.1\r\n");
  expect(parseReply(await slow.closed).status).toBe(408);
});

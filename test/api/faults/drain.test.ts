/** An orderly shutdown under load: every request that the server accepted is answered before it ends. */
import { Agent, request as send, type IncomingMessage } from "node:http";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makePlace, type Place } from "../../support/api/place.js";
import { parseReply, RawConnection } from "../../support/api/raw-http.js";
import { startServer, talk, variantOf, type Answer, type TestServer } from "../../support/api/server.js";
import { patience } from "../../support/pace.js";

const POLL = { timeout: patience(30_000), interval: 20 };
/** How long a server may take to end, in seconds: longer than anything here takes. */
const DRAIN_S = Math.ceil(patience(30_000) / 1000);
const UPLOADS = 12;
const READERS = 16;

let place: Place;
let server: TestServer;
let speech: Uint8Array;
let agents: Agent[] = [];
beforeAll(async () => {
  speech = await talk(2);
});
beforeEach(async () => {
  place = await makePlace();
  server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0.01", SISTER_DRAIN_S: String(DRAIN_S) });
});
afterEach(async () => {
  for (const agent of agents) agent.destroy();
  agents = [];
  server.command.child.kill("SIGKILL");
  await server.command.ended;
  await place.remove();
});

/** An upload whose body is held back until `rest` is called. It resolves with the response. */
function slowUpload(file: Uint8Array): {
  answer: Promise<{ status: number; connection: string; job: Answer }>;
  rest: () => void;
} {
  const { hostname, port } = new URL(server.url);
  const head = '--x\r\nContent-Disposition: form-data; name="video"; filename="v.wav"\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head), file, Buffer.from("\r\n--x--\r\n")]);
  const agent = new Agent({ keepAlive: true });
  agents.push(agent);
  const outgoing = send({
    hostname,
    port,
    agent,
    method: "POST",
    path: "/api/jobs",
    headers: { "Content-Type": "multipart/form-data; boundary=x", "Content-Length": body.length },
  });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve);
    outgoing.once("error", reject);
  }).then(async (reply) => {
    let text = "";
    for await (const piece of reply) text += String(piece);
    return {
      status: reply.statusCode ?? 0,
      connection: reply.headers.connection ?? "",
      job: JSON.parse(text) as Answer,
    };
  });
  outgoing.write(body.subarray(0, 1000));
  return { answer, rest: () => outgoing.end(body.subarray(1000)) };
}

const inFlight = async (): Promise<number> => {
  const { text } = await server.request("/metrics", { headers: { Connection: "close" } });
  return Number(/^sister_http_requests_in_flight (\d+)$/m.exec(text)?.[1]);
};

describe("a server that gets SIGTERM", () => {
  it("drops no request that it accepted", async () => {
    const uploads = Array.from({ length: UPLOADS }, (_, i) => slowUpload(variantOf(speech, i)));
    // The request for the metrics is one of them.
    await expect.poll(inFlight, POLL).toBeGreaterThan(UPLOADS);

    // Clients that send request after request, each on its own connection, until a response closes it.
    let answered = 0;
    const dropped: unknown[] = [];
    const readers = Array.from({ length: READERS }, async () => {
      const { hostname, port } = new URL(server.url);
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      agents.push(agent);
      for (let isLast = false; !isLast;) {
        try {
          const reply = await new Promise<IncomingMessage>((resolve, reject) => {
            send({ hostname, port, agent, path: "/api/jobs?limit=5" }, resolve).once("error", reject).end();
          });
          reply.resume();
          await new Promise((resolve) => reply.once("end", resolve));
          if (reply.statusCode !== 200) dropped.push(reply.statusCode);
          answered += 1;
          isLast = reply.headers.connection === "close";
        } catch (error) {
          dropped.push(error);
          isLast = true;
        }
      }
    });
    await expect.poll(() => answered, POLL).toBeGreaterThan(5 * READERS);

    server.command.child.kill("SIGTERM");
    await server.command.says(/"msg":"stopping"/);
    await Promise.all(readers);
    expect(dropped).toEqual([]);
    // New connections are refused, and clients whose videos are arriving are not.
    await expect
      .poll(
        () =>
          server.request("/health").then(
            () => "in",
            () => "refused",
          ),
        POLL,
      )
      .toBe("refused");
    for (const { rest } of uploads) rest();
    const replies = await Promise.all(uploads.map(({ answer }) => answer));
    expect(replies.map(({ status, connection }) => `${status} ${connection}`)).toEqual(
      Array(UPLOADS).fill("202 close"),
    );
    expect((await server.command.ended).status).toBe(143);

    // Each job that was answered with 202 exists.
    server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0.01" });
    for (const { job } of replies) expect(await server.ended(job.id)).toMatchObject({ status: "completed" });
  });

  it(
    "ends event streams, idle connections and half-sent requests without waiting for them",
    { timeout: patience(60_000) },
    async () => {
      await server.stop();
      // A job that does not end during the test.
      server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:100" });
      const { id } = (await server.submit(speech, {})).json;
      const connections: RawConnection[] = [];
      const open = async (text: string): Promise<RawConnection> => {
        const connection = await RawConnection.open(server.url);
        connections.push(connection);
        connection.write(text);
        return connection;
      };
      const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
      const idle = await open(get("/health"));
      await open("");
      const stream = await open(get(`/api/jobs/${id}/events`));
      await expect.poll(() => stream.text, POLL).toContain('"running"');
      await expect.poll(() => idle.text, POLL).toContain("alive");
      const begun = Date.now();
      server.command.child.kill("SIGTERM");
      await server.command.says(/"msg":"stopping"/);
      // A request that was on its way when the server began to stop is answered, with Connection: close.
      idle.write(get("/ready"));
      const [last = ""] = (await idle.closed).split(/(?<=\{"status":"alive"\})/).slice(1);
      expect(parseReply(last).status).toBe(503);
      expect(parseReply(last).headers.get("connection")).toBe("close");
      await Promise.all(connections.map(({ closed }) => closed));
      // The stream is ended properly, so that its client goes on at another server.
      expect(stream.text).toMatch(/\r\n0\r\n\r\n$/);
      expect((await server.command.ended).status).toBe(143);
      expect(Date.now() - begun).toBeLessThan(0.8 * DRAIN_S * 1000);
    },
  );

  it("cuts off requests that do not end within SISTER_DRAIN_S", async () => {
    await server.stop();
    server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0.01", SISTER_DRAIN_S: "1" });
    const upload = slowUpload(speech);
    await expect.poll(inFlight, POLL).toBeGreaterThan(1);
    server.command.child.kill("SIGTERM");
    await expect(upload.answer).rejects.toThrow();
    expect((await server.command.ended).status).toBe(143);
  });
});

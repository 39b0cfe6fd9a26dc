/** A full disk: the data folder is a small volume that is really mounted. */
import { execFile } from "node:child_process";
import { mkdir, readdir, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolder } from "../../cli/sister.js";
import { expectProblem, startServer, talk, type Reply, type TestServer } from "../../support/api/server.js";
import { makeToken, type TestToken } from "../../support/api/tokens.js";
import { tusClient, type TusClient } from "../../support/api/tus-client.js";
import { patience } from "../../support/pace.js";

const MIB = 2 ** 20;
const POLL = { timeout: patience(40_000) };
/** Enough for the embedded database and a few small videos. Two owners share it. */
const VOLUME = 160 * MIB;

function execute(program: string, args: string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, (error) => resolve(error ? error.message : null));
  });
}

describe("a server whose disk is almost full", () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let data = "";
  let refusal: string | null = null;
  let server: TestServer;
  let ada: TestToken;
  let client: TusClient;
  let bob: TusClient;
  beforeAll(async () => {
    place = await makeFolder();
    data = join(place.folder, "data");
    await mkdir(data);
    refusal = await execute("mount", ["-t", "tmpfs", "-o", `size=${VOLUME}`, "tmpfs", data]);
    if (refusal !== null) return;
    ada = await makeToken("ada", place.env);
    const other = await makeToken("bob", place.env);
    server = await startServer({ ...place.env, SISTER_TOKENS: "required", SISTER_SPEECH_MODEL: "sleep:0" });
    [client, bob] = [tusClient(server, ada.secret), tusClient(server, other.secret)];
  });
  afterAll(async () => {
    if (refusal === null) {
      expect(await server.stop()).toBe(143);
      expect(await execute("umount", [data])).toBeNull();
    }
    await place.remove();
  });

  const free = async (): Promise<number> => {
    const { bavail, bsize } = await statfs(data);
    return bavail * bsize;
  };
  const incoming = (): Promise<string[]> => readdir(join(data, "incoming"));
  const problem = (reply: Reply, detail = /disk is full|that you may take here/): void =>
    expectProblem(reply, 507, detail);
  /** Writes as another program would. */
  const ballast = (): string => join(data, "ballast");
  /** Expects that nothing is left over, and that a video that fits is accepted. */
  const expectGone = async (before: number): Promise<void> => {
    await expect.poll(incoming, POLL).toEqual([]);
    // The files of the database grow a little.
    expect(await free()).toBeGreaterThan(before - 4 * MIB);
    const { status, json } = await server.submit(await talk(5), {}, ada.bearer);
    expect(status).toBe(202);
    expect(await server.ended(json.id, ada.bearer)).toMatchObject({ status: "completed" });
  };

  it("refuses a form with 507 and keeps nothing of it", async ({ skip }) => {
    if (refusal !== null) skip(`no volume can be mounted here: ${refusal}`);
    const before = await free();
    problem(await server.submit(new Uint8Array(before + MIB), {}, ada.bearer));
    await expectGone(before);
  });

  it("refuses a form of unknown length while it arrives", async ({ skip }) => {
    if (refusal !== null) skip(`no volume can be mounted here: ${refusal}`);
    const before = await free();
    const head = '--x\r\nContent-Disposition: form-data; name="video"; filename="v.wav"\r\n\r\n';
    const pieces = [Buffer.from(head), ...Array.from({ length: before / MIB + 1 }, () => Buffer.alloc(MIB))];
    const body = ReadableStream.from(pieces);
    const headers = { ...ada.bearer, "Content-Type": "multipart/form-data; boundary=x" };
    problem(await server.request("/api/jobs", { method: "POST", body, headers, duplex: "half" }));
    await expectGone(before);
  });

  it("lets an owner use half of the disk, and keeps the rest for others", async ({ skip }) => {
    if (refusal !== null) skip(`no volume can be mounted here: ${refusal}`);
    const before = await free();
    const begin = (bytes: number): Promise<Reply> =>
      client.send("POST", "/files", { "Upload-Length": String(Math.floor(bytes)) });
    const more = /your videos, renders and unfinished uploads would take \d+ bytes, and you may use \d+: remove/;
    problem(await begin(before * 0.6), more);
    const [first, others] = [await client.begin(Math.floor(before * 0.3)), await bob.begin(Math.floor(before * 0.3))];
    problem(await begin(before * 0.3), more);
    // The bytes that have arrived count once.
    expect((await client.patch(first, 0, new Uint8Array(Math.floor(before * 0.3)))).status).toBe(204);
    problem(await server.submit(new Uint8Array(Math.floor(before * 0.3)), {}, ada.bearer), more);
    const small = await begin(before * 0.1);
    expect(small.status).toBe(201);
    for (const path of [first, small.headers.get("location") ?? ""])
      expect((await client.send("DELETE", path)).status).toBe(204);
    expect((await bob.send("DELETE", others)).status).toBe(204);
    await expectGone(before);
  });

  it("counts the arriving bytes of forms of unknown length, also of several at once", async ({ skip }) => {
    if (refusal !== null) skip(`no volume can be mounted here: ${refusal}`);
    const before = await free();
    const share = (part: number): Promise<Reply> => {
      const head = '--x\r\nContent-Disposition: form-data; name="video"; filename="v.wav"\r\n\r\n';
      const pieces = [Buffer.from(head), ...Array.from({ length: (before * part) / MIB }, () => Buffer.alloc(MIB))];
      const headers = { ...ada.bearer, "Content-Type": "multipart/form-data; boundary=x" };
      const body = ReadableStream.from([...pieces, Buffer.from("\r\n--x--\r\n")]);
      return server.request("/api/jobs", { method: "POST", body, headers, duplex: "half" });
    };
    const more = /your videos, renders and unfinished uploads would take/;
    problem(await share(0.7), more);
    await expect.poll(incoming, POLL).toEqual([]);
    // Neither is refused as invalid before the room for both runs out.
    const both = await Promise.all([share(0.4), share(0.4)]);
    expect(both.map(({ status }) => status)).toContain(507);
    expect((await client.send("POST", "/files", { "Upload-Defer-Length": "1" })).status).toBe(501);
    await expectGone(before);
  });

  it("counts renders, and limits unfinished ones", async ({ skip }) => {
    if (refusal !== null) skip(`no volume can be mounted here: ${refusal}`);
    const before = await free();
    const sound = await talk(5);
    // Ten minutes of sound: muxing it takes the same space again.
    const samples = Math.floor((before * 0.15 - 44) / 2) * 2;
    const long = new Uint8Array(44 + samples);
    long.set(sound.subarray(0, Math.min(sound.length, long.length)));
    const view = new DataView(long.buffer);
    view.setUint32(4, 36 + samples, true);
    view.setUint32(40, samples, true);
    const made = (await server.submit(long, {}, ada.bearer)).json;
    expect(await server.ended(made.id, ada.bearer)).toMatchObject({ status: "completed" });
    const ask = (): Promise<Reply> =>
      server.request(`/api/jobs/${made.id}/renders`, {
        method: "POST",
        body: JSON.stringify({ lang: "en", kind: "mux" }),
        headers: { ...ada.bearer, "Content-Type": "application/json" },
      });
    const asked = await Promise.all(Array.from({ length: 30 }, ask));
    const statuses = new Set(asked.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([202, 507]);
    expect(asked.filter(({ status }) => status === 202).length).toBeLessThan(4);
    problem(asked.find(({ status }) => status === 507) as Reply, /videos, renders/);
    expect(await free()).toBeGreaterThan(before * 0.3);
    const { id } = made;
    const remove = (): Promise<Reply> => server.request(`/api/jobs/${id}`, { method: "DELETE", headers: ada.bearer });
    await expect.poll(async () => (await remove()).status, POLL).toBe(204);
    await expect.poll(free, POLL).toBeGreaterThan(before - 8 * MIB);
  });

  it("refuses an upload without room for it before any of it is sent", async ({ skip }) => {
    if (refusal !== null) skip(`no volume can be mounted here: ${refusal}`);
    problem(await client.send("POST", "/files", { "Upload-Length": String(VOLUME) }));
    expect(await incoming()).toEqual([]);
  });

  it("refuses an upload with 507 if its room was taken meanwhile, and keeps nothing of it", async ({ skip }) => {
    if (refusal !== null) skip(`no volume can be mounted here: ${refusal}`);
    const before = await free();
    const [own, taken] = [new Uint8Array(Math.floor(before * 0.4)), new Uint8Array(Math.floor(before * 0.4))];
    const [first, second] = [await bob.begin(own.length), await client.begin(own.length)];
    expect((await bob.patch(first, 0, own)).status).toBe(204);
    await writeFile(ballast(), taken);
    problem(await client.patch(second, 0, own));
    expect((await client.send("HEAD", second)).status).toBe(404);
    expect(await bob.offset(first)).toBe(own.length);
    await rm(ballast());
    expect((await bob.send("DELETE", first)).status).toBe(204);
    await expectGone(before);
  });
});

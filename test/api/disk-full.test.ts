/** A disk that fills up: a small volume, really mounted as the data folder. */
import { execFile } from "node:child_process";
import { mkdir, readdir, statfs } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolder } from "../cli/sister.js";
import { startServer, talk, type Reply, type TestServer } from "./server.js";
import { tusClient, type TusClient } from "./tus-client.js";

const MIB = 2 ** 20;
const POLL = { timeout: 40_000 };
/** The embedded database, and a few small videos. */
const VOLUME = 160 * MIB;

function execute(program: string, args: string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, (error) => resolve(error ? error.message : null));
  });
}

describe("a disk that fills up", () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let data = "";
  let refusal: string | null = null;
  let server: TestServer;
  let client: TusClient;
  beforeAll(async () => {
    place = await makeFolder();
    data = join(place.folder, "data");
    await mkdir(data);
    refusal = await execute("mount", ["-t", "tmpfs", "-o", `size=${VOLUME}`, "tmpfs", data]);
    if (refusal !== null) return;
    server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0" });
    client = tusClient(server);
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
  const problem = (reply: Reply): void => {
    expect([reply.status, reply.headers.get("content-type")]).toEqual([507, "application/problem+json"]);
    expect(reply.json.detail).toMatch(/disk is full/);
  };
  /** Nothing is left, and what fits is done as ever. */
  const expectGone = async (before: number): Promise<void> => {
    await expect.poll(incoming, POLL).toEqual([]);
    // The database's own files grow a little.
    expect(await free()).toBeGreaterThan(before - 4 * MIB);
    const { status, json } = await server.submit(await talk(5));
    expect(status).toBe(202);
    expect(await server.ended(json.id)).toMatchObject({ status: "completed" });
  };

  it("refuses a form with 507 and leaves nothing of it", async ({ skip }) => {
    if (refusal !== null) skip(`no volume can be mounted here: ${refusal}`);
    const before = await free();
    problem(await server.submit(new Uint8Array(before + MIB)));
    await expectGone(before);
  });

  it("refuses an upload that has no room, before any of it is sent", async ({ skip }) => {
    if (refusal !== null) skip(`no volume can be mounted here: ${refusal}`);
    problem(await client.send("POST", "/files", { "Upload-Length": String(VOLUME) }));
    expect(await incoming()).toEqual([]);
  });

  it("refuses an upload whose room was taken meanwhile with 507 and leaves nothing of it", async ({ skip }) => {
    if (refusal !== null) skip(`no volume can be mounted here: ${refusal}`);
    const before = await free();
    const half = new Uint8Array(Math.floor(before * 0.6));
    const [first, second] = [await client.begin(half.length), await client.begin(half.length)];
    expect((await client.patch(first, 0, half)).status).toBe(204);
    problem(await client.patch(second, 0, half));
    expect((await client.send("HEAD", second)).status).toBe(404);
    expect(await client.offset(first)).toBe(half.length);
    expect((await client.send("DELETE", first)).status).toBe(204);
    await expectGone(before);
  });
});

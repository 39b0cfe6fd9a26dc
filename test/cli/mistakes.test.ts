/** A mistake that a person can mend ends a command with one line that tells how, and with exit status 2. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolder, speechOf, start, wavOf, type Finished } from "./sister.js";

let place: Awaited<ReturnType<typeof makeFolder>>;
let sound: string;
const taken = createServer();
beforeAll(async () => {
  place = await makeFolder();
  sound = join(place.folder, "a.wav");
  await writeFile(sound, wavOf(await speechOf(1)));
  await once(taken.listen(0, "127.0.0.1"), "listening");
});
afterAll(async () => {
  taken.close();
  await place.remove();
});

/** One line for a person: nothing of where in the program it happened. */
function expectLine({ status, stderr }: Finished, text: RegExp, expected = 2): void {
  expect([stderr, status]).toEqual([expect.stringMatching(text), expected]);
  expect(stderr).toMatch(/^sister: [^\n]+\n$/);
  expect(stderr).not.toMatch(/please report|\n {4}at |object Object/);
}

const limited = (files: number): string[] => ["bash", "-c", `ulimit -n ${files}; exec "$0" "$@"`];
/** As a user without privileges; the tests may run as root. */
const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"];

describe("sister serve refuses to start with", () => {
  const cases: Record<string, { env: () => NodeJS.ProcessEnv; says: RegExp }> = {
    "a port that is out of range": {
      env: () => ({ PORT: "70000" }),
      says: /PORT cannot be read: set it to a port, 0 to 65535/,
    },
    "a folder for temporary files that is missing": {
      env: () => ({ TMPDIR: join(place.folder, "missing") }),
      says: /missing \(it does not exist\): set TMPDIR/,
    },
    "an embedded database that is a file": {
      env: () => ({ SISTER_DATA_DIR: join(place.folder, "with-a-file") }),
      says: /database is a file: move it away/,
    },
  };
  it("a port in use, before it makes or opens anything", async () => {
    const data = join(place.folder, "untouched");
    const { port } = taken.address() as AddressInfo;
    const finished = await start(["serve"], { SISTER_DATA_DIR: data, PORT: String(port) }).ended;
    expectLine(finished, /port \d+ of 127\.0\.0\.1 is in use by another program: set PORT to a free one/);
    expect(existsSync(data)).toBe(false);
  });

  for (const [what, { env, says }] of Object.entries(cases)) {
    it(what, async () => {
      await mkdir(join(place.folder, "with-a-file"), { recursive: true });
      await writeFile(join(place.folder, "with-a-file", "database"), "mine");
      expectLine(await start(["serve"], { ...place.env, PORT: "0", ...env() }).ended, says);
    });
  }

  it("a port of privileged users", async ({ skip }) => {
    const { ended } = start(["serve"], { ...place.env, PORT: "80", TMPDIR: "/tmp" }, nobody);
    const finished = await ended.catch(() => null);
    if (
      finished === null ||
      /not set up yet|cannot find module|EACCES.*(package|dist)|Permission denied|setpriv/i.test(finished.stderr)
    )
      return skip("this checkout is not for other users, or there is no setpriv");
    expectLine(finished, /port 80 is for privileged users: set PORT/);
  });

  it("a database that is damaged", async () => {
    const data = join(place.folder, "damaged");
    await mkdir(join(data, "database", "base"), { recursive: true });
    const finished = await start(["serve"], { SISTER_DATA_DIR: data, PORT: "0" }).ended;
    expectLine(finished, /database is damaged \(PG_VERSION is missing\): keep a copy .* restore it from a backup/, 1);
  });
});

describe("a command that may open few files refuses to start", () => {
  // With 20, Node.js 26 cannot read the command itself.
  for (const files of [26, 64]) {
    for (const args of [["serve"], ["translate", "a.wav"]]) {
      it(`${args[0]}: ${files}`, async () => {
        const { ended } = start(args, { ...place.env, PORT: "0" }, limited(files));
        expectLine(await ended, /may open only \d+ files: set a limit of 256 or more \(ulimit -n 1024;/);
      });
    }
  }

  it("serve: 300, of which most are open already", async () => {
    const crowded = 'ulimit -n 300; for i in {1..240}; do exec {file}< /dev/null; done; exec "$0" "$@"';
    const { ended } = start(["serve"], { ...place.env, PORT: "0" }, ["bash", "-c", crowded]);
    // Node.js 26 reads modules one after another: there the database is the first to lack files.
    expectLine(await ended, /(?:no further file can be opened|too many files are open).* limit of open files/);
  });

  it("translate, if no temporary file can be made", async () => {
    const { ended } = start(["translate", sound], { ...place.env, TMPDIR: sound });
    expectLine(await ended, /it is not a folder\): set TMPDIR/);
  });
});

import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { expect, it } from "vitest";
import { listenOn, requireAddress } from "./listen-address.js";

it("leaves an address free that it only asked for", async () => {
  await requireAddress({ host: "127.0.0.1", port: 0 });
  await requireAddress({ host: "localhost", port: 0 });
});

it("says of a port in use that PORT is to be set", async () => {
  const taken = createServer();
  await once(taken.listen(0, "127.0.0.1"), "listening");
  const { port } = taken.address() as AddressInfo;
  await expect(requireAddress({ host: "127.0.0.1", port })).rejects.toMatchObject({
    name: "SisterError",
    exitCode: 2,
    message: `port ${port} of 127.0.0.1 is in use by another program: set PORT to a free one (0: any), or stop that program`,
  });
  taken.close();
});

for (const [host, says] of [
  ["999.1.1.1", /neither an address nor a name that can be found: set HOST/],
  ["no-such-host.invalid", /neither an address nor a name that can be found: set HOST/],
  // Of RFC 5737 and RFC 3849: no machine has them. What a system says of them is its own affair.
  ["192.0.2.1", /: set HOST/],
  ["2001:db8::1", /: set HOST/],
] as const) {
  it(`says of ${host} that HOST is to be set`, async () => {
    await expect(requireAddress({ host, port: 0 })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(says) as string,
    });
  });
}

// Planted, for the tests may run as a user who may have any port, and on a system with codes of its own.
for (const [code, host, port, says] of [
  ["EADDRNOTAVAIL", "192.0.2.1", 8000, /^192\.0\.2\.1 is not an address of this machine: set HOST/],
  ["EINVAL", "192.0.2.1", 0, /^192\.0\.2\.1 is not an address of this machine: set HOST/],
  ["ENETUNREACH", "192.0.2.1", 8000, /^192\.0\.2\.1 is not an address of this machine: set HOST/],
  ["EACCES", "0.0.0.0", 80, /^port 80 is for privileged users: set PORT to one from 1024/],
  ["EPERM", "192.0.2.1", 0, /^this machine's rules let no program listen on port 0 of 192\.0\.2\.1: set HOST/],
  ["EAFNOSUPPORT", "::1", 8000, /^this machine has no addresses such as ::1: set HOST/],
  ["EMFILE", "localhost", 8000, /cannot listen on port 8000 of localhost \(listen EMFILE\): set HOST or PORT/],
] as const) {
  it(`has words for ${code} of port ${port} of ${host}`, async () => {
    const server = createServer();
    server.listen = function (this: Server) {
      queueMicrotask(() => this.emit("error", Object.assign(new Error(`listen ${code}`), { code })));
      return this;
    } as Server["listen"];
    await expect(listenOn(server, { host, port })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(says) as string,
    });
  });
}

import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { expect, it } from "vitest";
import { listenOn, requireAddress } from "./listen-address.js";

it("a check of an address leaves the address free", async () => {
  await requireAddress({ host: "127.0.0.1", port: 0 });
  await requireAddress({ host: "localhost", port: 0 });
});

it("the error for a port in use tells to set PORT", async () => {
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

for (const [host, message] of [
  ["999.1.1.1", /neither an address nor a name that can be found: set HOST/],
  ["no-such-host.invalid", /neither an address nor a name that can be found: set HOST/],
  // Addresses of RFC 5737 and RFC 3849, which no machine has. Systems report different codes for them.
  ["192.0.2.1", /: set HOST/],
  ["2001:db8::1", /: set HOST/],
] as const) {
  it(`the error for the host ${host} tells to set HOST`, async () => {
    await expect(requireAddress({ host, port: 0 })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message) as string,
    });
  });
}

// Injected, because the tests may run as a user who may use any port, and on a system that reports other codes.
for (const [code, host, port, message] of [
  ["EADDRNOTAVAIL", "192.0.2.1", 8000, /^192\.0\.2\.1 is not an address of this machine: set HOST/],
  ["EINVAL", "192.0.2.1", 0, /^192\.0\.2\.1 is not an address of this machine: set HOST/],
  ["ENETUNREACH", "192.0.2.1", 8000, /^192\.0\.2\.1 is not an address of this machine: set HOST/],
  ["EACCES", "0.0.0.0", 80, /^port 80 is for privileged users: set PORT to one from 1024/],
  ["EPERM", "192.0.2.1", 0, /^this machine's rules let no program listen on port 0 of 192\.0\.2\.1: set HOST/],
  ["EAFNOSUPPORT", "::1", 8000, /^this machine has no addresses such as ::1: set HOST/],
  ["EMFILE", "localhost", 8000, /cannot listen on port 8000 of localhost \(listen EMFILE\): set HOST or PORT/],
] as const) {
  it(`the error for ${code} on port ${port} of ${host} names a remedy`, async () => {
    const server = createServer();
    server.listen = function (this: Server) {
      queueMicrotask(() => this.emit("error", Object.assign(new Error(`listen ${code}`), { code })));
      return this;
    } as Server["listen"];
    await expect(listenOn(server, { host, port })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message) as string,
    });
  });
}

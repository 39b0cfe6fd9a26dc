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
  // Of RFC 5737: no machine has it.
  ["192.0.2.1", /no address of this machine: set HOST/],
  ["2001:db8::1", /: set HOST/],
] as const) {
  it(`says of ${host} that HOST is to be set`, async () => {
    await expect(requireAddress({ host, port: 0 })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(says) as string,
    });
  });
}

it("says of what the system refuses that it is for privileged users", async () => {
  // The tests may run as a user who may have any port.
  const server = createServer();
  server.listen = function (this: Server) {
    queueMicrotask(() => this.emit("error", Object.assign(new Error("listen EACCES"), { code: "EACCES" })));
    return this;
  } as Server["listen"];
  await expect(listenOn(server, { host: "0.0.0.0", port: 80 })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/^port 80 is for privileged users: set PORT to one from 1024/) as string,
  });
});

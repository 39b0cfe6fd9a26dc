/** The address that a server listens on, and errors that say why it cannot. */
import { createServer, isIP, type Server } from "node:net";
import { messageOf, SisterError } from "../../errors.js";

export interface Address {
  host: string;
  port: number;
}

/** Resolves when the server listens. Rejects with a SisterError that names the variable to set. */
export async function listenOn(server: Server, { host, port }: Address): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    throw addressProblem({ host, port }, error);
  }
}

/** Rejects as `listenOn` would. Call it before anything else is opened, so that a server that cannot listen takes no job and leaves no lock. */
export async function requireAddress(address: Address): Promise<void> {
  const server = createServer();
  await listenOn(server, address);
  await new Promise((resolve) => server.close(resolve));
}

function addressProblem({ host, port }: Address, error: unknown): SisterError {
  const [what, remedy] = describe(host, port, error as NodeJS.ErrnoException);
  return new SisterError(`${what}: ${remedy}`, { exitCode: 2, cause: error });
}

function describe(host: string, port: number, error: NodeJS.ErrnoException): [what: string, remedy: string] {
  const { code } = error;
  if (code === "EADDRINUSE") {
    return [
      `port ${port} of ${host} is in use by another program`,
      "set PORT to a free one (0: any), or stop that program",
    ];
  }
  if (code === "EAFNOSUPPORT") {
    return [`this machine has no addresses such as ${host}`, "set HOST to another, such as 127.0.0.1"];
  }
  if (code === "EACCES" || code === "EPERM") {
    return port > 0 && port < 1024
      ? [
          `port ${port} is for privileged users`,
          "set PORT to one from 1024, such as 8000, and let a proxy have this one",
        ]
      : [
          `this machine's rules let no program listen on port ${port} of ${host}`,
          "set HOST or PORT to another, or allow it",
        ];
  }
  if (isIP(host) !== 0) {
    // Linux reports EADDRNOTAVAIL; sandboxes report other codes.
    return [
      `${host} is not an address of this machine`,
      "set HOST to one that it has: 127.0.0.1 for this machine only, 0.0.0.0 for all",
    ];
  }
  if (code !== undefined && ["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EINVAL"].includes(code)) {
    return [
      `${host} is neither an address nor a name that can be found`,
      "set HOST to an address, such as 127.0.0.1 or 0.0.0.0",
    ];
  }
  return [`the server cannot listen on port ${port} of ${host} (${messageOf(error)})`, "set HOST or PORT to another"];
}

/** The address that a server listens on, and what is wrong with one that it cannot have. */
import { createServer, type Server } from "node:net";
import { messageOf, SisterError } from "../../errors.js";

export interface Address {
  host: string;
  port: number;
}

/** Listens. Rejects with a SisterError that names the variable to set. */
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

/** Rejects as `listenOn` would: asked before a server opens anything, so that one that cannot listen takes no job and leaves no lock. */
export async function requireAddress(address: Address): Promise<void> {
  const server = createServer();
  await listenOn(server, address);
  await new Promise((resolve) => server.close(resolve));
}

function addressProblem({ host, port }: Address, error: unknown): SisterError {
  const [what, mend] = wordsOf(host, port, error);
  return new SisterError(`${what}: ${mend}`, { exitCode: 2, cause: error });
}

function wordsOf(host: string, port: number, error: unknown): [what: string, mend: string] {
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return [
        `port ${port} of ${host} is in use by another program`,
        "set PORT to a free one (0: any), or stop that program",
      ];
    case "EACCES":
    case "EPERM":
      return [
        `port ${port} is for privileged users`,
        "set PORT to one from 1024, such as 8000, and let a proxy have this one",
      ];
    case "EADDRNOTAVAIL":
      return [
        `${host} is not an address of this machine`,
        "set HOST to one that it has: 127.0.0.1 for this machine alone, 0.0.0.0 for all",
      ];
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_FAIL":
    case "EINVAL":
      return [
        `${host} is neither an address nor a name that can be found`,
        "set HOST to an address, such as 127.0.0.1 or 0.0.0.0",
      ];
    case "EAFNOSUPPORT":
      return [`this machine has no addresses such as ${host}`, "set HOST to another, such as 127.0.0.1"];
    default:
      return [
        `the server cannot listen on port ${port} of ${host} (${messageOf(error)})`,
        "set PORT and HOST to others",
      ];
  }
}

/** Ports: addresses at which processes of different jobs meet. */
import { check, errorOf } from "../addon/error-codes.js";
import { library } from "../addon/library.js";
import { native } from "../addon/native.js";
import { MpiError, refuse } from "../error.js";
import { withHintsSync, type Hints } from "../info.js";

/** Refuses spawning and ports if the MPI library does not support them. */
export function refuseSpawning(operation: string): void {
  if (!library.spawns) {
    refuse(
      "MPI_ERR_UNSUPPORTED_OPERATION",
      operation,
      "spawning and ports do not work with this MPI library (Debian's MPICH): use Open MPI",
    );
  }
}

/** Opens a port and returns its name, for other processes to connect to. */
export function openPort({ info }: { info?: Hints } = {}): string {
  refuseSpawning("MPI_Open_port");
  return withHintsSync(info, (hints) => named(native().openPort(hints), "MPI_Open_port"));
}
/** Closes a port. */
export function closePort(port: string): void {
  check(native().closePort(port), "MPI_Close_port");
}

/** Publishes a port under a service name. */
export function publishName(service: string, port: string, { info }: { info?: Hints } = {}): void {
  refuseSpawning("MPI_Publish_name");
  withHintsSync(info, (hints) => {
    check(native().publishName(service, hints, port), "MPI_Publish_name");
  });
}
/** Withdraws a published name. */
export function unpublishName(service: string, port: string, { info }: { info?: Hints } = {}): void {
  withHintsSync(info, (hints) => {
    check(native().unpublishName(service, hints, port), "MPI_Unpublish_name");
  });
}
/** The port of a service. Fails with MPI_ERR_NAME if none is published. */
export function lookupName(service: string, { info }: { info?: Hints } = {}): string {
  refuseSpawning("MPI_Lookup_name");
  return withHintsSync(info, (hints) => named(native().lookupName(service, hints), "MPI_Lookup_name"));
}

function named([code, name]: readonly [number, string], operation: string): string {
  if (code !== 0) throw errorOf(code, operation);
  if (name === "") throw new MpiError("MPI_ERR_PORT", 0, 0, operation, "the library returned no name");
  return name;
}

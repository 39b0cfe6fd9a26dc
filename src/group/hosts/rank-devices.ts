/** The devices of this rank's engine: by the hostfile, the environment, and the other ranks on its host. */
import { availableParallelism } from "node:os";
import type { HostDevices } from "../../pipeline/ranks/task.js";
import { devicesFor, readDevices } from "../../speech/devices.js";
import type { Devices } from "../../speech/recognizer.js";
import { isThisMachine } from "./hostfile.js";

/**
 * @param hosts the name of each rank's host, in order of rank
 * @param wishes settings of the hostfile, which may name a host by its address
 */
export async function devicesHere(
  rank: number,
  hosts: readonly string[],
  wishes: readonly HostDevices[] = [],
): Promise<Devices> {
  const own = hosts[rank];
  const here = wishes.length === 0 ? [] : await Promise.all(wishes.map(({ host }) => isThisMachine(host)));
  const place = {
    cores: availableParallelism(),
    ranksOnHost: hosts.filter((host) => host === own).length,
    indexOnHost: hosts.slice(0, rank).filter((host) => host === own).length,
  };
  return devicesFor(place, [...wishes.filter((_, i) => here[i]), readDevices()]);
}

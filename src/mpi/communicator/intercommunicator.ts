/** Intercommunicators: messages go to the ranks of another group. */
import { Communicator } from "./communicator.js";
import { Group } from "./group.js";
import { native } from "../addon/native.js";
import { answered } from "../requests/request.js";

export interface MergeOptions {
  /** The group that gives true comes after the one that gives false. */
  high?: boolean;
}

export interface IntercommunicatorOptions {
  /** Rank of the leader in the own communicator; default 0. */
  localLeader?: number;
  /** A communicator that both leaders are in; given by the leader, null elsewhere. */
  peer: Communicator | null;
  /** Rank of the other leader in `peer`. */
  remoteLeader: number;
  /** Default 0. */
  tag?: number;
}

/**
 * `rank` and `size` are of the own group; `dest` and `source` are ranks of the other. In collectives with a root it gives ROOT, its own group gives
 * PROC_NULL, and the other group gives the root's rank.
 */
export class Intercommunicator extends Communicator {
  /** Number of processes in the other group. */
  get remoteSize(): number {
    return this.peers;
  }

  /** The other group. */
  remoteGroup(): Group {
    const operation = "MPI_Comm_remote_group";
    return Group.adopt(answered(native().commRemoteGroup(this.handle(operation)), operation));
  }

  /** One communicator of both groups. Collective over both. */
  async merge({ high = false }: MergeOptions = {}): Promise<Communicator> {
    const operation = "MPI_Intercomm_merge";
    const args = [this.handle(operation), high ? 1 : 0];
    return (await this.make("intercommMerge", operation, args)) as Communicator;
  }
  mergeSync({ high = false }: MergeOptions = {}): Communicator {
    const operation = "MPI_Intercomm_merge";
    return this.makeSync("intercommMerge", operation, [this.handle(operation), high ? 1 : 0]) as Communicator;
  }
}

/** Communicators: groups of processes that exchange messages nobody else sees. */
import { ProcessMakers } from "./process-makers.js";

/**
 * A communicator, with everything that MPI does over one. `init` gives the first; others are made of it.
 *
 * Each class that it is made of is one chapter: point to point, probes, collectives, reductions, neighbours, objects, duplicates and parts,
 * topologies, processes.
 */
export class Communicator extends ProcessMakers {}

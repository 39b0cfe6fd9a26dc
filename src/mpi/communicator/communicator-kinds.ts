/** Which class of communicator a handle needs. Apart from the classes, which would otherwise import each other in a circle. */
import { kinds } from "./communicator-core.js";
import { Communicator } from "./communicator.js";
import { Intercommunicator } from "./intercommunicator.js";
import { native } from "../addon/native.js";
import { CartesianCommunicator, DistGraphCommunicator, GraphCommunicator } from "./topology.js";

const BY_TOPOLOGY = [Communicator, CartesianCommunicator, GraphCommunicator, DistGraphCommunicator] as const;

kinds.wrap = (handle, objects) => {
  if (native().commRemoteSize(handle) >= 0) return new Intercommunicator(handle, objects);
  return new BY_TOPOLOGY[native().topologyOf(handle)](handle, objects);
};

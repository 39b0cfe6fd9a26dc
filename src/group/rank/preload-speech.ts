/**
 * The first import of a rank's program: begins to load the speech engine on its command line, in parallel with the rest
 * of the start.
 */
import { availableParallelism } from "node:os";
import { devicesFor, readDevices } from "../../speech/devices.js";
import type { SpeechConfig } from "../../speech/engines.js";
import { preloadEngine } from "../../speech/preload.js";

const [argument] = process.argv.slice(2);
// The number of threads depends on the number of ranks on this host. If the launcher does not set it, the engine is
// opened later.
const ranksOnHost = Number(process.env["OMPI_COMM_WORLD_LOCAL_SIZE"]);
if (argument !== undefined && ranksOnHost > 0) {
  const config = JSON.parse(Buffer.from(argument, "base64url").toString("utf8")) as SpeechConfig;
  const indexOnHost = Number(process.env["OMPI_COMM_WORLD_LOCAL_RANK"]);
  const place = { cores: availableParallelism(), ranksOnHost, indexOnHost };
  preloadEngine(config, devicesFor(place, [readDevices()]));
}

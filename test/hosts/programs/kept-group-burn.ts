/**
 * A kept group that burns subtitles into one video, for a test with hosts that have none of its files. Arguments: the
 * hostfile, the video, a subtitle file, and the output; pieces lie beside the output.
 */
import { dirname } from "node:path";
import { GroupKeeper } from "../../../src/group/launcher/group-keeper.js";
import { probe } from "../../../src/media/probe/probe.js";

const [hostfile = "", file = "", subtitle = "", output = ""] = process.argv.slice(2);
const group = new GroupKeeper({
  hostfile,
  ranks: null,
  spec: { speech: { kind: "sleep" }, language: "en", attempts: 3 },
  note: (note) => console.error(note),
});
group.start();
const order = { info: await probe(file), subtitle, style: {}, output, folder: dirname(output) };
const outcome = await group.burn({ id: "burn", caller: "test", order });
console.log(JSON.stringify({ hosts: group.ranks?.map(({ host }) => host), ...outcome }));
await group.stop();
process.exit(0);

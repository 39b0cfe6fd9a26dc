/** A supervisor's group that burns subtitles into one video, for a test of hosts that have nothing of it. Arguments: hostfile, video, a subtitle file, the output; all pieces lie beside it. */
import { dirname } from "node:path";
import { KeptGroup } from "../../../src/group/launcher/kept-group.js";
import { probe } from "../../../src/media/probe/probe.js";

const [hostfile = "", file = "", subtitle = "", output = ""] = process.argv.slice(2);
const group = new KeptGroup({
  hostfile,
  ranks: null,
  spec: { speech: { kind: "sleep" }, language: "en", translators: {}, targets: [], attempts: 3 },
  note: (note) => console.error(note),
});
group.start();
const order = { info: await probe(file), subtitle, style: {}, output, folder: dirname(output) };
const outcome = await group.burn({ id: "burn", caller: "test", order });
console.log(JSON.stringify({ hosts: group.ranks?.map(({ host }) => host), ...outcome }));
await group.stop();
process.exit(0);

/** The main job on a long file with an engine that costs nothing. Usage: FILE FOLDER. Rank 0 prints its peak memory in MB. */
import { runInGroup } from "../../src/group/rank/run-in-group.js";

const [file = "", folder = ""] = process.argv.slice(2);
const summary = await runInGroup(() =>
  Promise.resolve({
    file,
    source: "en",
    targets: [],
    folder,
    overwrite: true,
    burn: null,
    mux: false,
    speech: { kind: "sleep" },
  }),
);
if (summary)
  console.log(
    `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} ${summary.segments.done} ${summary.duration.toFixed(0)}`,
  );

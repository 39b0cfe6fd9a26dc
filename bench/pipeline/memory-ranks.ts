/**
 * The main job on a long file with an engine that needs no time. Usage: FILE FOLDER. Rank 0 prints its peak memory in
 * MB.
 */
import { runInGroup } from "../../src/group/rank/run-in-group.js";
import { runInPool } from "../../src/pipeline/job-runner.js";
import { prepareJob, specOf, type Job } from "../../src/pipeline/job.js";
import { subtitleFiles } from "../../src/pipeline/subtitle-files.js";

const [file = "", folder = ""] = process.argv.slice(2);
const job: Job = {
  file,
  source: "en",
  targets: [],
  speech: { kind: "sleep" },
  outputs: { folder, overwrite: true, burn: null, mux: false },
};
const summary = await runInGroup(async (transport) => {
  const prepared = await prepareJob(job);
  return runInPool(transport, specOf(job), (runner) => subtitleFiles(prepared, runner, {}));
});
if (summary) {
  const megabytes = process.resourceUsage().maxRSS / 1024;
  console.log(`${megabytes.toFixed(0)} ${summary.segments.done} ${summary.duration.toFixed(0)}`);
}

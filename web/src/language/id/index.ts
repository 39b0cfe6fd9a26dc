/** Bahasa Indonesia. */
import { app } from "./app.js";
import { editor } from "./editor.js";
import { exporting } from "./exporting.js";
import { jobOptions } from "./job-options.js";
import { jobs } from "./jobs.js";
import { newJob } from "./new-job.js";
import { player } from "./player.js";
import { problems } from "./problems.js";
import { signIn } from "./sign-in.js";
import { status } from "./status.js";
import { translations } from "./translations.js";
import { uploads } from "./uploads.js";
import { watch } from "./watch.js";

export const id = {
  app,
  editor,
  exporting,
  jobOptions,
  jobs,
  newJob,
  player,
  problems,
  signIn,
  status,
  translations,
  uploads,
  watch,
};

/** Bahasa Indonesia. */
import { app } from "./app.js";
import { editor } from "./editor.js";
import { exporting } from "./exporting.js";
import { jobs } from "./jobs.js";
import { newJob } from "./new-job.js";
import { player } from "./player.js";
import { problems } from "./problems.js";
import { signIn } from "./sign-in.js";
import { status } from "./status.js";
import { uploads } from "./uploads.js";
import { watch } from "./watch.js";

export const id = { app, editor, exporting, jobs, newJob, player, problems, signIn, status, uploads, watch };

/** What a person can do with a job in a list. */
import type { QueryClient } from "@tanstack/react-query";
import type { Job } from "../api/client.js";
import { noteJob } from "../api/job-lists.js";
import { cancelJob as askCancel, retryJob as askRetry } from "../api/job-query.js";
import { problemText } from "../api/problem.js";
import { toast } from "../controls/toast.js";
import { texts } from "../language/texts.js";

async function told(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    toast(problemText(error), { kind: "error" });
  }
}

/** Does again what failed; what was done is kept. */
export const retryJob = (queries: QueryClient, { id }: Job): Promise<void> =>
  told(async () => {
    const job = await askRetry(id);
    noteJob(queries, job);
  });

/** Ends a job that waits or runs. It can go on where it was. */
export const cancelJob = (queries: QueryClient, { id, filename }: Job): Promise<void> =>
  told(async () => {
    const job = await askCancel(id);
    noteJob(queries, job);
    const { jobs } = texts();
    toast(jobs.cancelled(filename), { action: { text: jobs.goOn, act: () => void retryJob(queries, job) } });
  });

/** Actions on a job of a list. */
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

/** Retries the failed segments; finished ones are kept. */
export const retryJob = (queries: QueryClient, { id }: Job): Promise<void> =>
  told(async () => {
    const job = await askRetry(id);
    noteJob(queries, job);
  });

/** Cancels a job that waits or runs. A retry continues where it stopped. */
export const cancelJob = (queries: QueryClient, { id, filename }: Job): Promise<void> =>
  told(async () => {
    const job = await askCancel(id);
    noteJob(queries, job);
    const { jobs } = texts();
    toast(jobs.cancelled(filename), { action: { text: jobs.goOn, act: () => void retryJob(queries, job) } });
  });

/**
 * Deletion with undo. A job disappears at once and is deleted at the server when the message with "Undo" goes. A page
 * that is closed before that deletes nothing, and the next page shows the message again. So a person can undo every
 * deletion, and a deleted job never comes back by itself.
 */
import type { QueryClient } from "@tanstack/react-query";
import { api, ask, type Job } from "../api/client.js";
import { noteRemoved } from "../api/job-lists.js";
import { ApiProblem, problemText } from "../api/problem.js";
import { toast } from "../controls/toast.js";
import { texts } from "../language/texts.js";
import { createStore } from "../stores/store.js";
import { dropLocalFile } from "../upload/file/local-files.js";

interface Deletion {
  id: string;
  name: string;
}

const KEY = "sister.deleting";

/** Jobs that are hidden because they will be deleted. */
export const deletions = createStore<readonly Deletion[]>(read());

function read(): Deletion[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]") as Deletion[];
  } catch {
    return [];
  }
}

function keep(next: readonly Deletion[]): void {
  deletions.set(next);
  if (next.length === 0) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify(next));
}

const forget = (id: string): void => keep(deletions.get().filter((one) => one.id !== id));

/** Hides a job, and deletes it unless the person undoes it. */
export function deleteJob(queries: QueryClient, { id, filename: name }: Pick<Job, "id" | "filename">): void {
  keep([...deletions.get().filter((one) => one.id !== id), { id, name }]);
  announce(queries, { id, name });
}

/** Shows the messages of deletions that an earlier page began. Call it once. */
export function resumeDeletions(queries: QueryClient): void {
  for (const one of deletions.get()) announce(queries, one);
}

function announce(queries: QueryClient, { id, name }: Deletion): void {
  const { app, jobs } = texts();
  toast(jobs.deleted(name), {
    action: { text: app.undo, act: () => forget(id) },
    onGone: () => {
      remove(id)
        .then(() => {
          noteRemoved(queries, id);
          dropLocalFile(id);
        })
        .catch((error: unknown) => toast(texts().jobs.notDeleted(name, problemText(error)), { kind: "error" }))
        .finally(() => forget(id));
    },
  });
}

/** Cancels a running job first: the server does not delete a job before it has ended. */
async function remove(id: string): Promise<void> {
  const params = { path: { id } };
  for (let tries = 0; ; tries++) {
    try {
      await ask(api.DELETE("/api/jobs/{id}", { params }));
      return;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.status === 404) return;
      if (error.status !== 409 || tries > 2) throw error;
      // The job may end by itself meanwhile.
      await api.POST("/api/jobs/{id}/cancel", { params });
    }
  }
}

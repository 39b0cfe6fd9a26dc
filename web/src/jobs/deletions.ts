/**
 * Deletion with a way back: a job disappears at once, and is deleted at the server when the message with "Undo" is gone. A page that is closed before that
 * deletes nothing; the next one shows the message again. So nothing is lost that somebody may still want back, and nothing deleted comes back by itself.
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

/** What is hidden since it will be deleted. */
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

/** Hides a job, and deletes it unless the person takes it back. */
export function deleteJob(queries: QueryClient, { id, filename: name }: Pick<Job, "id" | "filename">): void {
  keep([...deletions.get().filter((one) => one.id !== id), { id, name }]);
  announce(queries, { id, name });
}

/** Shows again what a page before began. Call it once. */
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

/** A job that runs is cancelled first: until it has ended, the server refuses. */
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
      // It may end by itself meanwhile.
      await api.POST("/api/jobs/{id}/cancel", { params });
    }
  }
}

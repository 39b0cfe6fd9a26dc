/** All jobs of the person, with search, filter, retry, cancel and delete. */
import { Plus } from "lucide-react";
import { useDeferredValue, useEffect, useState } from "react";
import { Link, useSearchParams } from "wouter";
import type { JobStatus } from "../api/job-lists.js";
import { Button, ButtonLink } from "../controls/button.js";
import { Select, TextField } from "../controls/field.js";
import { useTexts } from "../language/texts.js";
import { UploadList } from "../upload/list/upload-list.js";
import { JobList } from "./job-list.js";

/** The search starts this long after the last key, in milliseconds. */
const SEARCH_AFTER = 250;

export function JobsScreen() {
  const t = useTexts().jobs;
  const [params, setParams] = useSearchParams();
  const q = params.get("q") ?? "";
  const asked = params.get("status");
  const status = asked !== null && Object.hasOwn(t.statuses, asked) ? (asked as JobStatus) : null;
  const [typed, setTyped] = useState(q);

  function change(next: { q?: string; status?: string }): void {
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [key, value] of Object.entries(next)) {
          if (value === "") after.delete(key);
          else after.set(key, value);
        }
        return after;
      },
      { replace: true },
    );
  }

  // The address holds the search, so that it can be bookmarked. Letters add no steps to the history.
  useEffect(() => {
    if (typed.trim() === q) return;
    const timer = setTimeout(() => change({ q: typed.trim() }), SEARCH_AFTER);
    return () => clearTimeout(timer);
    // `change` is another function at each render, and depends only on its argument.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [typed, q]);

  const filter = useDeferredValue({ q, status });
  const isFiltered = q !== "" || status !== null;
  const showAll = (): void => {
    setTyped("");
    change({ q: "", status: "" });
  };
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-5 p-4 sm:p-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-2xl font-bold">{t.title}</h1>
        <Link href="/" asChild>
          <ButtonLink look="primary">
            <Plus aria-hidden size={18} />
            {t.add}
          </ButtonLink>
        </Link>
      </div>
      <UploadList />
      <div role="search" className="grid gap-3 sm:grid-cols-[1fr_14rem]">
        <TextField
          label={t.search}
          type="search"
          dir="auto"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <Select
          label={t.status}
          value={status ?? ""}
          options={[
            { value: "", text: t.anyStatus },
            ...Object.entries(t.statuses).map(([value, text]) => ({ value, text })),
          ]}
          onValue={(value) => change({ status: value })}
        />
      </div>
      <JobList
        filter={filter}
        hasMore
        empty={
          isFiltered ? (
            <Empty title={t.noneFound} hint={t.noneFoundHint}>
              <Button onClick={showAll}>{t.showAll}</Button>
            </Empty>
          ) : (
            <Empty title={t.none} hint={t.noneHint} />
          )
        }
      />
    </div>
  );
}

function Empty({ title, hint, children }: { title: string; hint: string; children?: React.ReactNode }) {
  return (
    <div role="status" className="border-line flex flex-col items-center gap-3 rounded-2xl border border-dashed p-10">
      <p className="text-lg font-semibold">{title}</p>
      <p className="text-muted text-center">{hint}</p>
      {children}
    </div>
  );
}

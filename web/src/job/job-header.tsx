/** The head of a job's screen: its properties and actions. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, Ban, CircleAlert, CircleCheck, Clock, LoaderCircle, RotateCcw } from "lucide-react";
import { Link } from "wouter";
import type { Job } from "../api/client.js";
import { cancelJob, oneJobQuery, retryJob } from "../api/job-query.js";
import { problemText } from "../api/problem.js";
import { Button } from "../controls/button.js";
import { toast } from "../controls/toast.js";
import { clock, languageName, moment } from "../language/format.js";
import { useTexts, type Texts } from "../language/texts.js";
import { Translations } from "./translations/translations.js";

const LOOKS: Readonly<Record<Job["status"], { look: string; icon: typeof Clock; spins?: boolean }>> = {
  queued: { look: "bg-raised text-ink", icon: Clock },
  running: { look: "bg-accent-soft text-ink", icon: LoaderCircle, spins: true },
  completed: { look: "bg-raised text-good", icon: CircleCheck },
  failed: { look: "bg-bad-soft text-bad", icon: CircleAlert },
  cancelled: { look: "bg-raised text-muted", icon: Ban },
};

export function JobHeader({ job }: { job: Job }) {
  const t = useTexts();
  const { look, icon: Icon, spins } = LOOKS[job.status];
  return (
    <header className="flex items-start gap-x-2 gap-y-1 max-sm:flex-wrap">
      <Link
        href="/jobs"
        aria-label={t.watch.back}
        title={t.watch.back}
        className="text-muted hover:bg-raised hover:text-ink -ms-2 inline-flex size-10 shrink-0 items-center justify-center rounded-lg"
      >
        <ArrowLeft aria-hidden size={20} className="rtl:rotate-180" />
      </Link>
      <div className="flex min-h-10 min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1 max-sm:contents">
        <h1 dir="auto" className="text-xl font-semibold wrap-anywhere max-sm:min-w-0 max-sm:flex-1 max-sm:py-1.5">
          {job.filename}
        </h1>
        <div className="text-muted flex max-sm:order-last max-sm:w-full flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <span className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 font-medium ${look}`}>
            <Icon aria-hidden size={15} className={spins === true ? "animate-spin" : ""} />
            {t.watch.status[job.status]}
          </span>
          <span dir="ltr" className="tabular-nums">
            {clock(job.duration)}
          </span>
          <span>{languagesText(t, job)}</span>
          <Translations job={job} />
          <span>{t.watch.created(moment(job.createdAt))}</span>
        </div>
      </div>
      <JobActions job={job} />
    </header>
  );
}

function languagesText(t: Texts, { source, language, targets }: Job): string {
  const name =
    language?.how === "detected"
      ? t.watch.detected(languageName(language.code))
      : source === "auto"
        ? t.watch.autoLanguage
        : languageName(source);
  return targets.length === 0 ? name : t.watch.languages(name, targets.map(languageName).join(", "));
}

function JobActions({ job }: { job: Job }) {
  const t = useTexts();
  const queries = useQueryClient();
  const act = (work: (id: string) => Promise<Job>, said: string) => ({
    mutationFn: () => work(job.id),
    onSuccess: (changed: Job) => {
      queries.setQueryData(oneJobQuery(job.id).queryKey, changed);
      toast(said);
    },
    onError: (error: unknown) => toast(problemText(error), { kind: "error" }),
  });
  const cancelling = useMutation(act(cancelJob, t.watch.cancelled));
  const retrying = useMutation(act(retryJob, t.watch.retried));
  if (job.status === "queued" || job.status === "running")
    return (
      <Button disabled={cancelling.isPending} onClick={() => cancelling.mutate()}>
        <Ban aria-hidden size={17} />
        {t.watch.cancel}
      </Button>
    );
  if (job.status === "failed" || job.status === "cancelled")
    return (
      <Button look="primary" disabled={retrying.isPending} onClick={() => retrying.mutate()}>
        <RotateCcw aria-hidden size={17} />
        {t.watch.retry}
      </Button>
    );
  return null;
}

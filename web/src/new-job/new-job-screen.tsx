/** The first screen: choose videos and languages, start, and see the newest jobs. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useLocation } from "wouter";
import { languagesQuery } from "../api/job-lists.js";
import { meQuery } from "../api/current-user.js";
import { problemText } from "../api/problem.js";
import { Button } from "../controls/button.js";
import { Notice } from "../controls/notice.js";
import { JobList } from "../jobs/job-list.js";
import { bytes } from "../language/format.js";
import { translatorName } from "../language/names.js";
import { usePageLanguage, useTexts } from "../language/texts.js";
import { useStore } from "../stores/store.js";
import { firstChoice, fitting } from "../upload/languages/language-choice.js";
import { optionsOf, translatorsFor, translatorsUsed } from "../upload/options/job-options.js";
import { JobOptionFields } from "../upload/options/option-fields.js";
import { bytesMostQuery } from "../upload/transfer/upload-requests.js";
import { UploadList } from "../upload/list/upload-list.js";
import { addUploads, onJobMade, uploadCount, useUploads } from "../upload/uploads.js";
import { DraftCard } from "./draft-card.js";
import {
  dismissRefused,
  drafts,
  jobOptions,
  lastWanted,
  refusedFiles,
  rememberWanted,
  type Draft,
  type RefusedFile,
} from "./drafts.js";
import { DropZone } from "./drop-zone.js";

const NEWEST = 5;

export function NewJobScreen() {
  const texts = useTexts();
  const t = texts.newJob;
  const chosen = useStore(drafts);
  const uploads = useUploads();
  useJobsPage();
  const isEmpty = chosen.length === 0 && uploads.length === 0;
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-8 p-4 sm:p-6">
      <div className="flex flex-col gap-2">
        <h1 className="text-3xl font-bold text-balance">{t.title}</h1>
        <p className="text-muted max-w-prose text-lg">{t.lead}</p>
      </div>
      <div className="flex flex-col gap-3">
        <RefusedFiles />
        {chosen.length > 0 ? (
          <Chosen list={chosen} />
        ) : (
          <div>
            <DropZone isSmall={!isEmpty} />
          </div>
        )}
        {isEmpty && <p className="text-muted text-center text-sm text-balance">{t.private}</p>}
      </div>
      <UploadList />
      <section aria-labelledby="newest" className="flex flex-col gap-3">
        <div className="flex items-center justify-between gap-3">
          <h2 id="newest" className="text-xl font-semibold">
            {t.newest}
          </h2>
          <Link href="/jobs" className="text-accent inline-flex min-h-10 items-center underline">
            {t.allVideos}
          </Link>
        </div>
        <JobList
          filter={{ q: "", status: null }}
          limit={NEWEST}
          empty={<p className="text-muted">{texts.jobs.noneHint}</p>}
        />
      </section>
    </div>
  );
}

/** A single upload opens its job's screen; several ones are followed in the list below. */
function useJobsPage(): void {
  const [, navigate] = useLocation();
  useEffect(
    () =>
      onJobMade((job, { isOnly }) => {
        if (isOnly && uploadCount() === 0 && drafts.get().length === 0) navigate(`/jobs/${job.id}`);
      }),
    [navigate],
  );
}

function Chosen({ list }: { list: readonly Draft[] }) {
  const texts = useTexts();
  const t = texts.newJob;
  const page = usePageLanguage();
  const { data: me } = useQuery(meQuery);
  const { data: languages, error, refetch } = useQuery(languagesQuery);
  const first = languages ? firstChoice(languages, lastWanted(), page) : { source: "en", targets: [] };
  // A choice for one file also applies to the files without a choice.
  const another = list.find(({ wanted }) => wanted)?.wanted;
  const wantedOf = (draft: Draft) => {
    const wanted = draft.wanted ?? another;
    return wanted && languages ? fitting(wanted, languages) : first;
  };
  const options = useStore(jobOptions);
  const jobs = list.map(wantedOf);
  const able = translatorsFor(languages?.translators ?? [], jobs);
  const used = translatorsUsed(languages?.translators ?? [], jobs, options.translator);
  const services = used.filter(({ isService }) => isService);
  const canStart = me !== undefined && languages !== undefined && languages.sources.length > 0;

  function start(): void {
    if (!me) return;
    const [draft] = list;
    if (draft) rememberWanted(wantedOf(draft));
    drafts.set([]);
    // The next video has other tracks.
    jobOptions.set((before) => ({ ...before, audioTrack: "" }));
    addUploads(
      me.owner,
      list.map((draft) => ({
        ...draft,
        wanted: { ...wantedOf(draft), ...optionsOf(options, able, { isSound: draft.file.type.startsWith("audio/") }) },
      })),
    );
    // The button is gone, so the focus moves to the content.
    document.getElementById("content")?.focus();
  }

  return (
    <section aria-labelledby="chosen" className="flex flex-col gap-3">
      <h2 id="chosen" className="sr-only">
        {t.chosen}
      </h2>
      <ul className="flex flex-col gap-3">
        {list.map((draft) => (
          <DraftCard
            key={draft.id}
            draft={draft}
            wanted={wantedOf(draft)}
            languages={languages}
            isAlone={list.length === 1}
          />
        ))}
      </ul>
      {languages?.sources.length === 0 && <Notice kind="error">{t.noSources}</Notice>}
      {error !== null && languages === undefined && (
        <Notice kind="error">
          <p>
            {t.languagesAway} {problemText(error)}
          </p>
          <Button small className="mt-2" onClick={() => void refetch()}>
            {texts.app.retry}
          </Button>
        </Notice>
      )}
      {languages && (
        <JobOptionFields
          value={options}
          onChange={(changed) => jobOptions.set(changed)}
          able={able}
          used={used}
          isMany={list.length > 1}
        />
      )}
      {services.length > 0 && (
        <Notice kind="info">
          {texts.jobOptions.sentTo(services.map(({ name }) => translatorName(texts, name)).join(", "))}
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button look="primary" className="min-h-12 px-6 text-lg" disabled={!canStart} onClick={start}>
          {list.length === 1 ? t.start : t.startMany(list.length)}
        </Button>
        <DropZone isSmall />
        <p className="text-muted text-sm">{t.languagesNote}</p>
      </div>
    </section>
  );
}

function RefusedFiles() {
  const t = useTexts().newJob;
  const list = useStore(refusedFiles);
  const { data: most } = useQuery(bytesMostQuery);
  const why = ({ why }: RefusedFile): string => {
    if (why === "twice") return t.twice;
    if (why === "folder") return t.folder;
    return why === "too-large" ? t.faults[why](bytes(most ?? 0)) : t.faults[why];
  };
  return list.map((refused) => (
    <Notice key={refused.key} kind="error">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <p className="min-w-0 flex-1">
          {refused.name !== "" && <bdi className="font-semibold [overflow-wrap:anywhere]">{refused.name}</bdi>}{" "}
          {why(refused)}
        </p>
        <Button small onClick={() => dismissRefused(refused.key)}>
          {t.dismiss}
        </Button>
      </div>
    </Notice>
  ));
}

/** The screen of an existing job. */
import { Activity, Captions, Palette } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import type { Job } from "../api/client.js";
import { Progress } from "../controls/progress.js";
import { Tabs } from "../controls/tabs.js";
import { languageName, percent } from "../language/format.js";
import { usePageLanguage, useTexts } from "../language/texts.js";
import { Playback } from "../player/playback.js";
import { Player, type CuesOfLanguage } from "../player/player.js";
import { useStore } from "../stores/store.js";
import { JobHeader } from "./job-header.js";
import { letters } from "./letters/letters-store.js";
import { useShownCues, type EditedCues } from "./shown-cues.js";
import { useLiveJob } from "./watch/live/use-live-job.js";
import { useVideoSource, type LocalVideo, type VideoSource } from "./watch/use-video-source.js";
import { WatchPanel } from "./watch/watch-panel.js";

const Editor = lazy(() => import("./editor/editor.js").then(({ Editor: it }) => ({ default: it })));
const ExportPanel = lazy(() => import("./export/export-panel.js").then(({ ExportPanel: it }) => ({ default: it })));

interface OpenJobProps {
  job: Job;
  local: LocalVideo | undefined;
  onGone: () => void;
}

export function OpenJob({ job: read, local, onGone }: OpenJobProps) {
  const t = useTexts();
  const pageLanguage = usePageLanguage();
  const [playback] = useState(() => new Playback());
  const watched = useLiveJob(read);
  const { job, live, isGone } = watched;
  const [chosen, setChosen] = useState<string | null>(null);
  const [edited, setEdited] = useState<EditedCues | null>(null);
  // The state is a function, so it is wrapped: React would call it.
  const takeEdited = useCallback((cues: EditedCues) => setEdited(() => cues), []);
  const source = useVideoSource(job, local, playback);
  const style = useStore(letters);
  const shown = useShownCues(job, live.cues, edited);
  const isReady = hasSubtitles(job);

  useEffect(() => {
    if (isGone) onGone();
  }, [isGone, onGone]);
  useEffect(() => {
    if (local && local.time > 0) playback.seek(local.time);
    // Only when the screen is opened: afterwards the person decides.
  }, [local, playback]);
  useTitle(job, t.app.title);

  const cues = useMemo(
    () =>
      Object.entries(shown).map(([lang, list]): CuesOfLanguage => ({
        lang,
        name: lang === "auto" ? t.watch.autoLanguage : languageName(lang),
        cues: list,
      })),
    // Names are in the page's language.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [shown, pageLanguage, t],
  );
  const isBusy = job.status === "queued" || job.status === "running";
  const later = (text: string): ReactNode => <p className="text-muted">{isBusy ? text : t.watch.subtitlesNever}</p>;
  const waits = <p className="text-muted">{t.app.loading}</p>;

  return (
    <div className="mx-auto flex max-w-screen-2xl flex-col gap-3 px-4 py-3">
      <JobHeader job={job} />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] xl:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
        <div className="bg-page z-20 self-start lg:top-4 [@media(min-height:640px)]:sticky max-lg:[@media(min-height:640px)]:top-0 max-lg:py-2">
          <Player
            playback={playback}
            src={source.src}
            cues={cues}
            letters={style}
            duration={job.duration}
            keepsPosition
            {...(job.targets[0] === undefined ? {} : { firstLanguage: job.targets[0] })}
            notice={noticeOf(source)}
          />
        </div>
        <Tabs
          label={t.watch.parts}
          shown={chosen ?? (job.status === "completed" ? "subtitles" : "progress")}
          onShow={setChosen}
          tabs={[
            {
              key: "progress",
              text: t.watch.progress,
              icon: <Activity aria-hidden size={17} />,
              content: <WatchPanel watched={watched} playback={playback} />,
            },
            {
              key: "subtitles",
              text: t.watch.subtitles,
              icon: <Captions aria-hidden size={17} />,
              content: isReady ? (
                <Suspense fallback={waits}>
                  <Editor job={job} playback={playback} onCues={takeEdited} />
                </Suspense>
              ) : (
                later(t.watch.subtitlesLater)
              ),
            },
            {
              key: "export",
              text: t.watch.styleAndExport,
              icon: <Palette aria-hidden size={17} />,
              content: isReady ? (
                <Suspense fallback={waits}>
                  <ExportPanel job={job} playback={playback} />
                </Suspense>
              ) : (
                later(t.watch.exportLater)
              ),
            },
          ]}
        />
      </div>
    </div>
  );
}

/** Whether there are subtitles to be edited: a job some of whose segments failed has them too. */
const hasSubtitles = ({ status, segments }: Job): boolean =>
  status === "completed" || (status === "failed" && segments.total > 0);

/** Shows the progress in the window's title, visible from other tabs. */
function useTitle({ filename, status, progress }: Job, page: string): void {
  const name = status === "running" ? `${percent(progress)} · ${filename}` : filename;
  useEffect(() => {
    const before = document.title;
    return () => {
      document.title = before;
    };
  }, []);
  useEffect(() => {
    document.title = `${name} · ${page}`;
  }, [name, page]);
}

/** The notice that covers the player while the video cannot play. */
function noticeOf(source: VideoSource): ReactNode {
  if (source.state === "making") return <Making progress={source.progress} />;
  if (source.state === "unplayable") return <Unplayable />;
  return undefined;
}

function Making({ progress }: { progress: number }) {
  const t = useTexts();
  return (
    <div className="flex w-full max-w-sm flex-col gap-2 text-center text-white">
      <p className="font-medium">
        {t.watch.making} {percent(progress)}
      </p>
      <Progress share={progress} label={t.watch.making} />
      <p className="text-sm opacity-80">{t.watch.makingHint}</p>
    </div>
  );
}

function Unplayable() {
  const t = useTexts();
  return <p className="max-w-sm text-center text-white">{t.watch.unplayable}</p>;
}

/** The editor of a job's cues. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { type Job } from "../../api/client.js";
import { languagesQuery } from "../../api/job-lists.js";
import { onLiveEvent } from "../../api/live-events.js";
import { ApiProblem, problemText } from "../../api/problem.js";
import { Button } from "../../controls/button.js";
import { Notice } from "../../controls/notice.js";
import type { Row } from "../../editing/row.js";
import { moment } from "../../language/format.js";
import { useTexts } from "../../language/texts.js";
import type { Playback } from "../../player/playback.js";
import type { ShownCue } from "../../player/shown-cue.js";
import { usePart, useStore } from "../../stores/store.js";
import type { Tools } from "./commands.js";
import { ConflictBar } from "./cues/conflicts.js";
import { ToolsContext } from "./context.js";
import { CueList } from "./cues/cue-list.js";
import { FindBar, GoToBar } from "./find-bar.js";
import { KeysDialog } from "./keys-dialog.js";
import { RetranslateDialog } from "./retranslate/retranslate-dialog.js";
import type { Message } from "./session/message.js";
import { openSession, type EditSession } from "./session/session.js";
import { Toolbar } from "./toolbar.js";
import { useKeys } from "./use-keys.js";
import { translationProblem } from "../translations/problem-text.js";
import { createView } from "./view.js";

interface EditorProps {
  job: Job;
  playback: Playback;
  /** Receives the edited cues of each language, for the overlay over the video. */
  onCues?: (cues: CuesByLanguage) => void;
}

/** Lists of cues, computed when a language is requested. */
type CuesByLanguage = (language: string) => readonly ShownCue[];

export function Editor({ job, playback, onCues }: EditorProps) {
  const texts = useTexts();
  const {
    data: session,
    error,
    refetch,
  } = useQuery({
    // A target that was added opens another session.
    queryKey: ["edit-session", job.id, job.targets.join(" ")],
    queryFn: () => openSession(job),
    // The session fetches changes by itself.
    staleTime: Infinity,
    gcTime: 0,
    structuralSharing: false,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  });
  if (session) return <Desk session={session} job={job} playback={playback} onCues={onCues} />;
  if (!error) return <p className="text-muted p-6">{texts.app.loading}</p>;
  const isMissing = error instanceof ApiProblem && error.status === 404;
  return (
    <div className="flex flex-col items-start gap-3 p-4">
      <Notice kind={isMissing ? "info" : "error"}>{isMissing ? texts.editor.none : problemText(error)}</Notice>
      <Button onClick={() => void refetch()}>{texts.app.retry}</Button>
    </div>
  );
}

interface DeskProps {
  session: EditSession;
  job: Job;
  playback: Playback;
  onCues: EditorProps["onCues"];
}

function Desk({ session, job, playback, onCues }: DeskProps) {
  const t = useTexts().editor;
  const root = useRef<HTMLElement>(null);
  const [view] = useState(() => createView(session.languages));
  const { data: server } = useQuery(languagesQuery);
  const { profile, source, translators } = job;
  const tools = useMemo((): Tools => {
    const translatorOf = (language: string): string | undefined =>
      server?.translators.find(({ name }) => name === translators[language])?.name;
    return { session, playback, view, profile, source, translatorOf };
  }, [session, playback, view, profile, source, translators, server]);
  const panel = usePart(view, (one) => one.panel);
  const isAgainOpen = usePart(view, (one) => one.isAgainOpen);
  const isHelpOpen = usePart(view, (one) => one.isHelpOpen);
  useKeys(tools, root);
  useLife(session);
  useCues(session, onCues);
  return (
    <ToolsContext value={tools}>
      <section
        ref={root}
        aria-label={t.title}
        className="@container border-line bg-surface flex h-[calc(100dvh-56.25vw-8rem)] min-h-[24rem] flex-col overflow-hidden rounded-xl border lg:h-[calc(100dvh-12.25rem)]"
      >
        <Toolbar />
        <Offer session={session} />
        <ConflictBar />
        {panel === "find" && <FindBar />}
        {panel === "goTo" && <GoToBar />}
        <CueList />
        <Messages session={session} />
        {isHelpOpen && <KeysDialog />}
        {isAgainOpen && <RetranslateDialog />}
      </section>
    </ToolsContext>
  );
}

/** Saves when the page is left, stores a draft when it is hidden, and fetches changes when it becomes visible. */
function useLife(session: EditSession): void {
  useEffect(() => {
    const life = new AbortController();
    const { signal } = life;
    const onShown = (): void => {
      if (document.visibilityState === "visible") session.refresh();
      else {
        session.keep();
        if (!session.isSaved) void session.save();
      }
    };
    document.addEventListener("visibilitychange", onShown, { signal });
    window.addEventListener("focus", () => session.refresh(), { signal });
    window.addEventListener("online", () => session.retryNow(), { signal });
    window.addEventListener("pagehide", () => session.keep(), { signal });
    window.addEventListener(
      "beforeunload",
      (event) => {
        if (!session.isSettled) event.preventDefault();
      },
      { signal },
    );
    // Others may have saved during a gap in the stream.
    const stopListening = onLiveEvent(({ type, data }) => {
      if (type === "subtitles") session.note(data as { job: string; language: string; version: number });
      else if (type === "sync") session.refresh();
    });
    return () => {
      life.abort();
      stopListening();
      void session.leave();
    };
  }, [session]);
}

/** Gives the cues to the overlay; unchanged rows give the same objects. */
function useCues(session: EditSession, onCues: EditorProps["onCues"]): void {
  const rows = usePart(session.state, ({ history }) => history.rows);
  const [known] = useState(() => new WeakMap<Row, Map<string, ShownCue>>());
  useEffect(() => {
    const cueOf = (row: Row, language: string): ShownCue => {
      const cues = known.get(row) ?? new Map<string, ShownCue>();
      known.set(row, cues);
      const cue = cues.get(language) ?? { start: row.start, end: row.end, text: row.sides[language]?.text ?? "" };
      cues.set(language, cue);
      return cue;
    };
    onCues?.((language) => rows.filter(({ sides }) => language in sides).map((row) => cueOf(row, language)));
  }, [rows, known, onCues]);
}

function Offer({ session }: { session: EditSession }) {
  const t = useTexts().editor;
  const offered = usePart(session.state, (state) => state.offered);
  if (!offered) return null;
  return (
    <div className="border-line border-b p-2">
      <Notice kind="warning">
        <p>{t.draft(session.offeredSize, moment(new Date(offered.at).toISOString()))}</p>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button small look="primary" onClick={() => session.useDraft(true)}>
            {t.draftTake}
          </Button>
          <Button small onClick={() => session.useDraft(false)}>
            {t.draftDrop}
          </Button>
        </div>
      </Notice>
    </div>
  );
}

/** The last outcome or refusal, below the list. Screen readers read it out; the next change removes it. */
function Messages({ session }: { session: EditSession }) {
  const t = useTexts().editor;
  const last = useStore(session.messages);
  const save = usePart(session.state, (state) => state.save);
  const trouble =
    save.kind === "retrying" || save.kind === "refused" ? t.save[save.kind](problemText(save.problem)) : "";
  return (
    <>
      <p role="status" className="border-line text-muted min-h-7 border-t px-3 py-1 text-sm">
        {last && <span key={last.id}>{messageText(last.message, t)}</span>}
      </p>
      <p role="alert" className="sr-only">
        {trouble}
      </p>
    </>
  );
}

function messageText(message: Message, t: ReturnType<typeof useTexts>["editor"]): string {
  switch (message.kind) {
    case "refused":
      return t.refusals[message.why];
    case "limited":
      return t.limits[message.how];
    case "others":
    case "conflicts":
    case "replaced":
      return t.messages[message.kind](message.count);
    case "not-translated":
      return translationProblem(message.problem, "cue");
    default:
      return t.messages[message.kind];
  }
}

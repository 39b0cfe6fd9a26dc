/** One upload: its progress and its actions. */
import { useQuery } from "@tanstack/react-query";
import { Pause, Play, RotateCw, X } from "lucide-react";
import { useRef, useState } from "react";
import { languagesQuery } from "../../api/job-lists.js";
import { Button } from "../../controls/button.js";
import { Notice } from "../../controls/notice.js";
import { Progress } from "../../controls/progress.js";
import { toast } from "../../controls/toast.js";
import { bytes, duration, percent } from "../../language/format.js";
import { useTexts } from "../../language/texts.js";
import { askForFiles, withoutHandles, type ChosenFile } from "../file/chosen-file.js";
import { ACCEPT } from "../file/file-check.js";
import { fitting } from "../languages/language-choice.js";
import { LanguageFields } from "../languages/language-fields.js";
import { LocalPreview } from "./local-preview.js";
import { isUnderway } from "../queue.js";
import { secondsLeft } from "../transfer/transfer-rate.js";
import { cancelUpload, chooseLanguages, continueWith, pauseUpload, reopenUpload, resumeUpload } from "../uploads.js";
import type { UploadItem } from "../upload-item.js";

/** Cancels, with undo. */
function cancel({ id, name }: UploadItem, texts: { cancelled: (name: string) => string }, undo: string): void {
  const cancelled = cancelUpload(id);
  toast(texts.cancelled(name), { action: { text: undo, act: cancelled.undo }, onGone: cancelled.finish });
}

/** `isAlone`: whether it is the only upload, so that there is room for a large picture. */
export function UploadRow({ item, isAlone }: { item: UploadItem; isAlone: boolean }) {
  const texts = useTexts();
  const t = texts.uploads;
  const { id, name, size, stage, sent, perSecond, refusal } = item;
  const left = secondsLeft(sent, size, perSecond);
  const share = size === 0 ? 0 : sent / size;
  const facts = [
    t.sentOf(bytes(sent), bytes(size)),
    ...(stage === "sending" && perSecond !== null ? [t.speed(bytes(perSecond))] : []),
    ...(stage === "sending" && left !== null ? [t.left(duration(left))] : []),
  ];
  return (
    <li className="border-line bg-surface flex flex-col gap-4 rounded-2xl border p-4 sm:flex-row">
      {refusal?.kind !== "not-media" && (
        <LocalPreview id={id} name={name} className={isAlone ? "sm:w-1/2" : "sm:w-56 sm:shrink-0 sm:self-start"} />
      )}
      <div className="flex min-w-0 flex-1 flex-col gap-3">
        <div className="flex items-baseline justify-between gap-3">
          <h3 dir="auto" className="min-w-0 font-semibold break-words">
            {name}
          </h3>
          {(isUnderway(stage) || stage === "paused") && <span className="tabular-nums">{percent(share)}</span>}
        </div>
        {stage !== "unfinished" && refusal === null && (
          <Progress share={stage === "making" ? null : share} label={t.progress(name)} />
        )}
        {refusal ? (
          <Notice kind="error">
            <p>{t.refusals[refusal.kind]}</p>
            {(refusal.kind === "other" || refusal.kind === "languages") && refusal.detail !== "" && (
              <p lang="en" className="text-muted mt-1 text-sm wrap-break-word">
                {refusal.detail}
              </p>
            )}
          </Notice>
        ) : stage === "away" ? (
          <Notice kind="warning">{t.stages.away}</Notice>
        ) : (
          <p role="status" className="text-muted text-sm">
            {t.stages[stage]}
          </p>
        )}
        {stage !== "making" && refusal?.kind !== "not-media" && (
          <p className="text-muted text-sm tabular-nums">{facts.join(" · ")}</p>
        )}
        <Actions item={item} />
      </div>
    </li>
  );
}

function Actions({ item }: { item: UploadItem }) {
  const texts = useTexts();
  const t = texts.uploads;
  const { id, name, stage, refusal } = item;
  const [isChoosing, setIsChoosing] = useState(false);
  const canPause = stage === "sending" || stage === "waiting" || stage === "away";
  // No action here can change the file.
  const isFinal = refusal !== null && ["not-media", "too-large"].includes(refusal.kind);
  const needsFile = stage === "unfinished" || refusal?.kind === "file-gone";
  const canRetry = refusal !== null && !isFinal && !needsFile && refusal.kind !== "languages";
  return (
    <>
      {isChoosing && <OtherLanguages item={item} onDone={() => setIsChoosing(false)} />}
      <div className="flex flex-wrap gap-2">
        {canPause && (
          <Button small onClick={() => pauseUpload(id)}>
            <Pause aria-hidden size={16} />
            {t.pause}
            <Of name={name} />
          </Button>
        )}
        {stage === "paused" && (
          <Button small look="primary" onClick={() => resumeUpload(id)}>
            <Play aria-hidden size={16} />
            {t.resume}
            <Of name={name} />
          </Button>
        )}
        {canRetry && (
          <Button small look="primary" onClick={() => resumeUpload(id)}>
            <RotateCw aria-hidden size={16} />
            {t.retry}
            <Of name={name} />
          </Button>
        )}
        {refusal?.kind === "languages" && !isChoosing && (
          <Button small look="primary" onClick={() => setIsChoosing(true)}>
            {t.changeLanguages}
            <Of name={name} />
          </Button>
        )}
        {needsFile && <ChooseAgain item={item} />}
        {stage !== "making" && (
          <Button small onClick={() => cancel(item, t, texts.app.undo)}>
            <X aria-hidden size={16} />
            {isFinal || needsFile ? t.remove : t.cancel}
            <Of name={name} />
          </Button>
        )}
      </div>
    </>
  );
}

/** Every file has a button with this text, so its accessible name includes the file's name. */
const Of = ({ name }: { name: string }) => <span className="sr-only">: {name}</span>;

/** Resumes with the file: by one click if the browser has a handle, else the person chooses it again. */
function ChooseAgain({ item }: { item: UploadItem }) {
  const t = useTexts().uploads;
  const input = useRef<HTMLInputElement>(null);
  const take = (files: readonly ChosenFile[] | null): void => {
    const [chosen] = files ?? [];
    if (chosen && !continueWith(item.id, chosen)) toast(t.otherFile(item.name), { kind: "error" });
  };
  async function choose(): Promise<void> {
    if (item.canReopen && item.refusal === null && (await reopenUpload(item.id))) return;
    if (input.current) take(await askForFiles(input.current, false));
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={ACCEPT}
        className="hidden"
        tabIndex={-1}
        onChange={({ target }) => {
          take(withoutHandles(target.files));
          target.value = "";
        }}
      />
      <Button small look="primary" onClick={() => void choose()}>
        <Play aria-hidden size={16} />
        {item.canReopen && item.refusal === null ? t.goOn : t.chooseAgain}
        <Of name={item.name} />
      </Button>
    </>
  );
}

function OtherLanguages({ item, onDone }: { item: UploadItem; onDone: () => void }) {
  const t = useTexts().uploads;
  const { data: languages } = useQuery(languagesQuery);
  if (!languages) return null;
  const wanted = fitting(item.wanted, languages);
  const { source, targets, ...options } = wanted;
  return (
    <div className="flex flex-col items-start gap-3">
      <LanguageFields languages={languages} value={wanted} onChange={(changed) => chooseLanguages(item.id, changed)} />
      {Object.keys(options).length > 0 && (
        // The server may refuse one of them as well.
        <Button small onClick={() => chooseLanguages(item.id, { source, targets })}>
          {t.withoutOptions}
        </Button>
      )}
      <Button
        small
        look="primary"
        onClick={() => {
          chooseLanguages(item.id, wanted);
          onDone();
          resumeUpload(item.id);
        }}
      >
        {t.resume}
      </Button>
    </div>
  );
}

/** The requested videos with subtitles, the newest first. */
import { Download, Play, RefreshCw } from "lucide-react";
import { useState } from "react";
import { LETTER_DEFAULTS } from "../../../../src/subtitles/letters.js";
import type { Render, RenderStyle } from "../../api/client.js";
import { Button, ButtonLink } from "../../controls/button.js";
import { Dialog } from "../../controls/dialog.js";
import { Progress } from "../../controls/progress.js";
import { decimal, languageName, moment, percent } from "../../language/format.js";
import { useTexts, type Texts } from "../../language/texts.js";

interface RenderListProps {
  renders: readonly Render[];
  /** The current version of the subtitles, by language. */
  versions: Readonly<Record<string, number>>;
  onAgain: (render: Render) => void;
  /** Pauses the page's player when another video is opened. */
  onPlay: () => void;
}

const nameOf = ({ lang, kind }: Render, t: Texts["exporting"]): string =>
  t.title(languageName(lang), t.kinds[kind].toLocaleLowerCase());

export function RenderList({ renders, versions, onAgain, onPlay }: RenderListProps) {
  const t = useTexts().exporting;
  const [playing, setPlaying] = useState<Render | null>(null);
  return (
    <section aria-labelledby="renders-title" className="flex flex-col gap-3">
      <h2 id="renders-title" className="text-lg font-semibold">
        {t.videos}
      </h2>
      {renders.length === 0 && <p className="text-muted">{t.noVideos}</p>}
      <ul className="flex flex-col gap-3">
        {renders.toReversed().map((render) => (
          <RenderRow
            key={render.id}
            render={render}
            isOld={render.version < (versions[render.lang] ?? 0)}
            onAgain={() => onAgain(render)}
            onPlay={() => {
              onPlay();
              setPlaying(render);
            }}
          />
        ))}
      </ul>
      <Announcement renders={renders} />
      {playing?.links.output !== undefined && (
        <Dialog wide title={nameOf(playing, t)} onClose={() => setPlaying(null)}>
          <video
            src={playing.links.output}
            controls
            autoPlay
            playsInline
            aria-label={nameOf(playing, t)}
            className="max-h-[70dvh] w-full rounded-lg bg-black"
          />
        </Dialog>
      )}
    </section>
  );
}

/** Announced by screen readers: each quarter of the current render, and its end. */
function Announcement({ renders }: { renders: readonly Render[] }) {
  const t = useTexts().exporting;
  const last = renders.at(-1);
  const [watched, setWatched] = useState<string | null>(null);
  if (last && last.status !== "completed" && last.status !== "failed" && watched !== last.id) setWatched(last.id);
  const name = last && nameOf(last, t);
  const text =
    !last || watched !== last.id || name === undefined
      ? ""
      : last.status === "completed"
        ? t.finished(name)
        : last.status === "failed"
          ? `${name}: ${t.status.failed}`
          : `${t.progressOf(name)} ${percent(Math.floor(last.progress * 4) / 4)}`;
  return (
    <p role="status" className="sr-only">
      {text}
    </p>
  );
}

interface RenderRowProps {
  render: Render;
  isOld: boolean;
  onAgain: () => void;
  onPlay: () => void;
}

function RenderRow({ render, isOld, onAgain, onPlay }: RenderRowProps) {
  const { exporting: t, app } = useTexts();
  const { status, kind, progress, error, links } = render;
  const isActive = status === "queued" || status === "running";
  return (
    <li className="border-line bg-surface flex flex-col gap-2 rounded-xl border p-3">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          <p className="font-medium">{nameOf(render, t)}</p>
          <p className="text-muted flex flex-wrap items-center gap-x-2 text-sm">
            <span>{moment(render.createdAt)}</span>
            {kind === "burn" && <StyleText style={render.style} />}
          </p>
        </div>
        <span
          className={`text-sm font-medium ${{ queued: "text-muted", running: "text-accent", completed: "text-good", failed: "text-bad" }[status]}`}
        >
          {t.status[status]}
          {status === "running" && ` · ${percent(progress)}`}
        </span>
      </div>
      {isActive && <Progress share={status === "queued" ? 0 : progress} label={t.progressOf(nameOf(render, t))} />}
      {status === "failed" && (
        <p className="text-sm">
          <span className="text-bad">{t.failed(error ?? "?")}</span> {t.failedHint}
        </p>
      )}
      {render.warnings.map(({ code, message }) => (
        <p key={code} className="bg-warn-soft text-warn self-start rounded-md px-2 py-0.5 text-sm">
          {message}
        </p>
      ))}
      {isOld && status === "completed" && (
        <p className="bg-warn-soft text-warn self-start rounded-md px-2 py-0.5 text-sm font-medium">{t.older}</p>
      )}
      {!isActive && (
        <div className="flex flex-wrap gap-2">
          {links.output !== undefined && kind === "burn" && (
            <Button small look={isOld ? "plain" : "primary"} onClick={onPlay}>
              <Play aria-hidden size={16} />
              {t.watch}
            </Button>
          )}
          {links.output !== undefined && (
            <ButtonLink small download href={links.output}>
              <Download aria-hidden size={16} />
              {t.save}
            </ButtonLink>
          )}
          {(isOld || status === "failed") && (
            <Button small look={status === "failed" ? "primary" : "plain"} onClick={onAgain}>
              <RefreshCw aria-hidden size={16} />
              {status === "failed" ? app.retry : t.again}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

/** A style in words, and its colours. */
function StyleText({ style }: { style: RenderStyle }) {
  const t = useTexts().exporting;
  const whole = { ...LETTER_DEFAULTS, ...style };
  return (
    <span className="inline-flex items-center gap-2">
      <span
        aria-hidden
        className="border-line rounded border px-1 text-xs font-semibold"
        style={{ color: whole.color, backgroundColor: whole.boxOpacity > 0 ? whole.boxColor : whole.outlineColor }}
      >
        Aa
      </span>
      {t.styleText(style.font ?? t.ownFont, decimal(whole.fontSize), t.positions[whole.position].toLocaleLowerCase())}
    </span>
  );
}

/** The recognized texts as they arrive. The text at the playhead is marked; a click on a text seeks to it. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useRef, useState } from "react";
import { Checkbox } from "../../../controls/field.js";
import { clock, decimal } from "../../../language/format.js";
import { useTexts } from "../../../language/texts.js";
import type { Playback } from "../../../player/playback.js";
import { lastStarted } from "../../../player/shown-cue.js";
import { usePart } from "../../../stores/store.js";
import type { HeardCue } from "./recognized-cues.js";

interface HeardListProps {
  cues: readonly HeardCue[];
  playback: Playback;
  /** BCP 47; undefined while it is unknown. */
  language: string | undefined;
  /** Whether more texts may come. */
  isRunning: boolean;
}

export function HeardList({ cues, playback, language, isRunning }: HeardListProps) {
  const t = useTexts();
  const [follows, setFollows] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const current = usePart(playback.state, ({ time }) => lastStarted(cues, time));
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are read while rendering and never stored
  const list = useVirtualizer({
    count: cues.length,
    getScrollElement: () => box.current,
    estimateSize: () => 36,
    overscan: 12,
  });
  useEffect(() => {
    if (follows && isRunning && cues.length > 0) list.scrollToIndex(cues.length - 1, { align: "end" });
  }, [follows, isRunning, cues.length, list]);

  return (
    <section className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4">
        <h2 className="text-lg font-semibold">{t.watch.heard}</h2>
        <span className="text-muted text-sm">{t.watch.heardCount(decimal(cues.length, 0))}</span>
        {isRunning && cues.length > 0 && (
          <Checkbox label={t.watch.follow} checked={follows} onValue={setFollows} className="ms-auto text-sm" />
        )}
      </div>
      {cues.length === 0 ? (
        <p className="text-muted text-sm">{t.watch.heardNone}</p>
      ) : (
        <div
          ref={box}
          tabIndex={0}
          role="region"
          aria-label={t.watch.heard}
          onWheel={() => setFollows(false)}
          className="border-line bg-surface h-80 overflow-y-auto rounded-xl border"
        >
          <ol className="relative" style={{ height: list.getTotalSize() }}>
            {list.getVirtualItems().map(({ index, start, key }) => {
              const cue = cues[index];
              if (!cue) return null;
              return (
                <li
                  key={key}
                  ref={list.measureElement}
                  data-index={index}
                  aria-setsize={cues.length}
                  aria-posinset={index + 1}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <HeardLine
                    start={cue.start}
                    text={cue.text}
                    language={language}
                    isCurrent={index === current}
                    playback={playback}
                  />
                </li>
              );
            })}
          </ol>
        </div>
      )}
    </section>
  );
}

interface HeardLineProps {
  start: number;
  text: string;
  language: string | undefined;
  isCurrent: boolean;
  playback: Playback;
}

const HeardLine = memo(function HeardLine({ start, text, language, isCurrent, playback }: HeardLineProps) {
  return (
    <button
      type="button"
      aria-current={isCurrent ? "true" : undefined}
      onClick={() => playback.seek(start)}
      className={`hover:bg-raised flex w-full items-baseline gap-3 border-s-4 px-3 py-1.5 text-start pointer-coarse:min-h-10 -outline-offset-2! ${
        isCurrent ? "border-accent bg-accent-soft" : "border-transparent"
      }`}
    >
      <span className="text-muted shrink-0 text-sm tabular-nums">{clock(start)}</span>
      <span dir="auto" lang={language} className="min-w-0 flex-1 wrap-break-word">
        {text}
      </span>
    </button>
  );
});

/** The seek bar, for pointer and keyboard. It also shows the loaded part. */
import { useState, type PointerEvent } from "react";
import { clock } from "../language/format.js";
import { useTexts } from "../language/texts.js";
import { usePart } from "../stores/store.js";
import type { Playback } from "./playback.js";
import { seekByKey, timeUnder } from "./seek-keys.js";

interface SeekBarProps {
  playback: Playback;
  /** Seconds, known before the video is loaded. */
  duration: number;
}

export function SeekBar({ playback, duration }: SeekBarProps) {
  const t = useTexts();
  const time = usePart(playback.state, (state) => state.time);
  const buffered = usePart(playback.state, (state) => state.buffered);
  const [pointed, setPointed] = useState<number | null>(null);
  const share = (seconds: number): string => `${duration > 0 ? Math.min(100, (seconds / duration) * 100) : 0}%`;
  const under = ({ currentTarget, clientX }: PointerEvent<HTMLElement>): number =>
    timeUnder(clientX, currentTarget.getBoundingClientRect(), duration);

  return (
    <div
      role="slider"
      tabIndex={0}
      dir="ltr"
      aria-label={t.player.position}
      aria-valuemin={0}
      aria-valuemax={Math.round(duration)}
      aria-valuenow={Math.round(time)}
      aria-valuetext={t.player.timeOf(clock(time), clock(duration))}
      className="group relative flex h-6 w-full pointer-coarse:h-10 cursor-pointer touch-none items-center rounded"
      onKeyDown={(event) => {
        if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
        const next = seekByKey(event.key, { time, duration });
        if (next === null) return;
        event.preventDefault();
        event.stopPropagation();
        playback.seek(next);
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        playback.seek(under(event));
      }}
      onPointerMove={(event) => {
        setPointed(under(event));
        if (event.currentTarget.hasPointerCapture(event.pointerId)) playback.seek(under(event));
      }}
      onPointerLeave={() => setPointed(null)}
    >
      <div className="bg-raised border-line relative h-2 w-full overflow-hidden rounded-full border">
        <div className="bg-muted/40 absolute inset-y-0 left-0" style={{ width: share(buffered) }} />
        <div className="bg-accent absolute inset-y-0 left-0" style={{ width: share(time) }} />
      </div>
      <div
        className="bg-accent border-surface absolute size-4 -translate-x-1/2 rounded-full border-2"
        style={{ left: share(time) }}
      />
      {pointed !== null && (
        <div
          aria-hidden
          className="bg-ink text-page pointer-events-none absolute bottom-full -translate-x-1/2 rounded px-1.5 py-0.5 text-xs tabular-nums"
          style={{ left: `clamp(1.25rem, ${share(pointed)}, calc(100% - 1.25rem))` }}
        >
          {clock(pointed)}
        </div>
      )}
    </div>
  );
}

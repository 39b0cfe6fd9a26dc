/** The video with its cues over it and its controls below it. It also plays files without a picture. */
import { AudioLines, LoaderCircle } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import type { RenderStyle } from "../api/client.js";
import { fontsQuery } from "../api/fonts.js";
import { useTexts } from "../language/texts.js";
import { usePart } from "../stores/store.js";
import { useFullScreen } from "./full-screen.js";
import { followInFullScreen } from "./native-captions.js";
import { Overlay } from "./letters/overlay.js";
import { pictureRectangle, type Size } from "./picture-rectangle.js";
import type { Playback } from "./playback.js";
import { PlayerControls } from "./player-controls.js";
import { cueAt, type ShownCue } from "./shown-cue.js";

export interface CuesOfLanguage {
  /** BCP 47. */
  lang: string;
  /** Its name for people. */
  name: string;
  /** In the order of their starts. */
  cues: readonly ShownCue[];
}

export interface PlayerProps {
  playback: Playback;
  /** Address of the video; null while it is unknown. */
  src: string | null;
  cues: readonly CuesOfLanguage[];
  letters: RenderStyle;
  /** In seconds, if it is known before the video is loaded. */
  duration?: number;
  /** The language that is shown before the person chooses; by default the last one that has cues. */
  firstLanguage?: string;
  /** Whether another `src` shows the same video: playback then continues at the same time. */
  keepsPosition?: boolean;
  /** Covers the picture: the reason why there is none. */
  notice?: ReactNode;
  className?: string;
}

/**
 * @example
 * const [playback] = useState(() => new Playback());
 * <Player playback={playback} src={url} cues={[{ lang: "en", name: "English", cues }]} letters={style} />;
 */
export function Player(props: PlayerProps) {
  const { playback, src, cues, letters, duration: known = 0, firstLanguage, keepsPosition = false } = props;
  const t = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const fullScreen = useFullScreen(box, video);
  const [chosen, setChosen] = useState<string | null>(null);
  const [area, setArea] = useState<Size>({ width: 0, height: 0 });
  const surface = useRef<HTMLDivElement>(null);
  const width = usePart(playback.state, (state) => state.width);
  const height = usePart(playback.state, (state) => state.height);
  const loaded = usePart(playback.state, (state) => state.duration);
  const duration = loaded > 0 ? loaded : known;

  useEffect(() => {
    if (video.current) return playback.attach(video.current, { keepsPosition });
    return undefined;
  }, [playback, keepsPosition]);

  useEffect(() => {
    const element = surface.current;
    if (!element) return undefined;
    const watching = new ResizeObserver(() => {
      setArea({ width: element.clientWidth, height: element.clientHeight });
    });
    watching.observe(element);
    return () => watching.disconnect();
  }, []);

  const language = languageOf(cues, chosen, firstLanguage);
  const shown = cues.find(({ lang }) => lang === language)?.cues ?? NONE;
  useEffect(() => {
    if (video.current) return followInFullScreen(video.current, shown, language);
    return undefined;
  }, [shown, language]);

  const rectangle = pictureRectangle(area, { width, height });
  const { isFull } = fullScreen;
  return (
    <div
      ref={box}
      role="group"
      aria-label={t.player.video}
      onKeyDown={(event) => actOnKey(event, playback, fullScreen.toggle)}
      className={`border-line bg-surface flex flex-col overflow-hidden ${isFull ? "" : "rounded-xl border"} ${props.className ?? ""}`}
    >
      <div
        ref={surface}
        className={`relative w-full overflow-hidden bg-black ${isFull ? "min-h-0 flex-1" : "aspect-video max-h-[min(56dvh,36rem)]"}`}
      >
        <video
          ref={video}
          src={src ?? undefined}
          playsInline
          preload="metadata"
          tabIndex={-1}
          aria-label={t.player.video}
          onClick={() => playback.toggle()}
          className="absolute inset-0 size-full object-contain"
        />
        <SoundAlone playback={playback} />
        <div
          className="pointer-events-none absolute overflow-hidden"
          style={{ left: rectangle.left, top: rectangle.top, width: rectangle.width, height: rectangle.height }}
        >
          <ShownText playback={playback} cues={shown} letters={letters} picture={rectangle} />
        </div>
        <Waiting playback={playback} />
        {props.notice !== undefined && (
          <div className="absolute inset-0 flex items-center justify-center bg-black p-4">{props.notice}</div>
        )}
      </div>
      <PlayerControls
        playback={playback}
        duration={duration}
        fullScreen={fullScreen}
        languages={cues}
        language={language}
        onLanguage={setChosen}
      />
    </div>
  );
}

const NONE: readonly ShownCue[] = [];

/** The language of the cues over the picture; "" if none is shown. */
function languageOf(all: readonly CuesOfLanguage[], chosen: string | null, first: string | undefined): string {
  if (chosen === "" || all.some(({ lang }) => lang === chosen)) return chosen ?? "";
  const full = all.filter(({ cues }) => cues.length > 0);
  return (full.find(({ lang }) => lang === first) ?? full.at(-1) ?? all[0])?.lang ?? "";
}

/** Keys of the player. Its controls handle their own keys. */
function actOnKey(event: KeyboardEvent<HTMLElement>, playback: Playback, toggleFullScreen: () => void): void {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  const isControl = event.target instanceof Element && event.target.closest("button, select, input, [role=slider]");
  if (isControl && event.key !== "f" && event.key !== "m") return;
  if (event.target instanceof HTMLSelectElement) return;
  const act = {
    " ": () => playback.toggle(),
    k: () => playback.toggle(),
    m: () => playback.toggleMuted(),
    f: toggleFullScreen,
    ArrowLeft: () => playback.step(-5),
    ArrowRight: () => playback.step(5),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

interface ShownTextProps {
  playback: Playback;
  cues: readonly ShownCue[];
  letters: RenderStyle;
  picture: Size;
}

/** A component of its own, so that a step of the playhead renders nothing else. */
function ShownText({ playback, cues, letters, picture }: ShownTextProps) {
  const text = usePart(playback.state, ({ time }) => cueAt(cues, time)?.text ?? "");
  const { data } = useQuery(fontsQuery);
  if (text.trim() === "" || picture.height === 0) return null;
  return <Overlay text={text} letters={letters} picture={picture} {...(data ? { fonts: data.fonts } : {})} />;
}

/** Replaces the picture of a file that has only sound. */
function SoundAlone({ playback }: { playback: Playback }) {
  const isSound = usePart(playback.state, (state) => state.duration > 0 && state.width === 0);
  const paused = usePart(playback.state, (state) => state.paused);
  const t = useTexts();
  if (!isSound) return null;
  return (
    <div className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-3 bg-linear-to-br from-slate-800 to-slate-950 text-slate-300">
      <AudioLines aria-hidden size={56} strokeWidth={1.5} className={paused ? "opacity-60" : "animate-pulse"} />
      <span className="text-sm">{t.player.soundAlone}</span>
    </div>
  );
}

function Waiting({ playback }: { playback: Playback }) {
  const waits = usePart(playback.state, (state) => state.waiting && !state.failed);
  const t = useTexts();
  return (
    <div role="status" className="pointer-events-none absolute inset-0 flex items-center justify-center">
      {waits && (
        <span className="flex items-center gap-2 rounded-full bg-black/70 px-3 py-1.5 text-sm text-white">
          <LoaderCircle aria-hidden size={18} className="animate-spin" />
          {t.player.waiting}
        </span>
      )}
    </div>
  );
}

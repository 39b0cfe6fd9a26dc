/** The controls below the picture. */
import {
  Captions,
  Maximize,
  Minimize,
  Pause,
  Play,
  RotateCcw,
  RotateCw,
  Volume1,
  Volume2,
  VolumeX,
} from "lucide-react";
import { IconButton } from "../controls/button.js";
import { clock, decimal } from "../language/format.js";
import { useTexts } from "../language/texts.js";
import { usePart } from "../stores/store.js";
import type { FullScreen } from "./full-screen.js";
import { RATES, type Playback } from "./playback.js";
import { SeekBar } from "./seek-bar.js";

/** Step of the buttons back and forward, in seconds. */
const STEP = 5;

interface PlayerControlsProps {
  playback: Playback;
  duration: number;
  fullScreen: FullScreen;
  /** Languages of the cues; `language` "" hides the cues. */
  languages: readonly { lang: string; name: string }[];
  language: string;
  onLanguage: (lang: string) => void;
}

export function PlayerControls(props: PlayerControlsProps) {
  const { playback, duration, fullScreen, languages, language, onLanguage } = props;
  const t = useTexts();
  const paused = usePart(playback.state, (state) => state.paused);
  const rate = usePart(playback.state, (state) => state.rate);
  const { isFull } = fullScreen;
  return (
    <div className="bg-surface text-ink @container flex flex-col px-2 pt-1 pb-1.5">
      {/* The times stand beside the bar, so that the buttons below fit into one row of a narrow column. */}
      <div className="flex items-center gap-2">
        <Time playback={playback} />
        <SeekBar playback={playback} duration={duration} />
        <Clock seconds={duration} />
      </div>
      <div className="flex flex-wrap items-center gap-x-1 gap-y-1">
        <IconButton
          small
          label={t.player.back}
          icon={<RotateCcw aria-hidden size={18} />}
          onClick={() => playback.step(-STEP)}
        />
        <IconButton
          label={paused ? t.player.play : t.player.pause}
          icon={paused ? <Play aria-hidden size={20} /> : <Pause aria-hidden size={20} />}
          look="primary"
          className="rounded-full!"
          onClick={() => playback.toggle()}
        />
        <IconButton
          small
          label={t.player.forward}
          icon={<RotateCw aria-hidden size={18} />}
          onClick={() => playback.step(STEP)}
        />
        <div className="ms-auto flex items-center gap-1">
          <Volume playback={playback} />
          <Choice
            label={t.player.speed}
            value={String(rate)}
            options={rates(rate).map((value) => ({ value: String(value), text: `${decimal(value, 2)}×` }))}
            onChoose={(value) => playback.setRate(Number(value))}
          />
          {languages.length > 0 && (
            <span className="flex items-center gap-1">
              <Captions aria-hidden size={18} className="text-muted hidden @md:block" />
              <Choice
                label={t.player.subtitles}
                value={language}
                options={[
                  { value: "", text: t.player.noSubtitles },
                  ...languages.map(({ lang, name }) => ({ value: lang, text: name })),
                ]}
                onChoose={onLanguage}
              />
            </span>
          )}
          {fullScreen.canBeFull && (
            <IconButton
              small
              label={isFull ? t.player.leaveFullScreen : t.player.fullScreen}
              icon={isFull ? <Minimize aria-hidden size={18} /> : <Maximize aria-hidden size={18} />}
              onClick={fullScreen.toggle}
            />
          )}
        </div>
      </div>
    </div>
  );
}

/** The list also holds a rate that was set in another way. */
const rates = (rate: number): number[] => [...new Set([...RATES, rate])].sort((a, b) => a - b);

function Time({ playback }: { playback: Playback }) {
  return <Clock seconds={usePart(playback.state, (state) => Math.floor(state.time))} />;
}

function Clock({ seconds }: { seconds: number }) {
  return (
    <span dir="ltr" className="text-muted text-sm whitespace-nowrap tabular-nums">
      {clock(seconds)}
    </span>
  );
}

function Volume({ playback }: { playback: Playback }) {
  const t = useTexts();
  const volume = usePart(playback.state, (state) => (state.muted ? 0 : state.volume));
  const icon =
    volume === 0 ? (
      <VolumeX aria-hidden size={18} />
    ) : volume < 0.5 ? (
      <Volume1 aria-hidden size={18} />
    ) : (
      <Volume2 aria-hidden size={18} />
    );
  return (
    <span className="flex items-center">
      <IconButton
        small
        label={volume === 0 ? t.player.soundOn : t.player.soundOff}
        icon={icon}
        onClick={() => playback.toggleMuted()}
      />
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={volume}
        aria-label={t.player.volume}
        title={t.player.volume}
        onChange={({ target }) => playback.setVolume(target.valueAsNumber)}
        className="accent-accent hidden w-16 @lg:block"
      />
    </span>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly { value: string; text: string }[];
  onChoose: (value: string) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      onChange={({ target }) => onChoose(target.value)}
      className="border-line bg-surface text-ink min-h-8 max-w-32 rounded-lg pointer-coarse:min-h-10 border ps-1 text-sm"
    >
      {options.map(({ value: key, text }) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** The state of the video as a store: all parts of the page read and move the same playhead. */
import { createStore } from "../stores/store.js";
import { FrameClock } from "./frame-clock.js";
import { keepSound, keptSound } from "./stored-volume.js";

export interface PlaybackState {
  /** Seconds. */
  time: number;
  /** Seconds; 0 until the video is known. */
  duration: number;
  /** The end of the loaded range at the playhead, in seconds. */
  buffered: number;
  paused: boolean;
  rate: number;
  /** 0 to 1. */
  volume: number;
  muted: boolean;
  /** The video waits for data. */
  waiting: boolean;
  /** Pixels of the picture; 0 for sound alone. */
  width: number;
  height: number;
  /** The browser cannot play it. */
  failed: boolean;
  /** The picture plays, but the browser does not know the coding of the sound. */
  soundless: boolean;
}

const NOTHING: PlaybackState = {
  time: 0,
  duration: 0,
  buffered: 0,
  paused: true,
  rate: 1,
  volume: 1,
  muted: false,
  waiting: false,
  width: 0,
  height: 0,
  failed: false,
  soundless: false,
};

/** Rates that a person may choose. */
export const RATES: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2];

/** Seconds that must have been played before a sound of no bytes counts as missing. */
const SOUND_DUE = 1.5;

/** Counters of Chromium. No other browser plays a picture whose sound it cannot decode. */
interface CountingVideo extends HTMLVideoElement {
  webkitAudioDecodedByteCount?: number;
  webkitVideoDecodedByteCount?: number;
}

export interface AttachOptions {
  /** Whether another source shows the same video, so that playback continues at the same time. */
  keepsPosition?: boolean;
}

/** Controls one video element at a time. */
export class Playback {
  readonly state = createStore<PlaybackState>(NOTHING);

  #video: CountingVideo | null = null;
  /** The time at which playback stops by itself: the end of a cue. */
  #stopAt: number | null = null;
  #frame = 0;
  readonly #frames = new FrameClock();
  /** Where and how playback continues in a source that replaces another one. */
  #resume: { time: number; plays: boolean } | null = null;
  /** Seconds played since the source was loaded. */
  #played = 0;

  /** Attaches the element; returns the function that detaches it. */
  attach(video: HTMLVideoElement, { keepsPosition = false }: AttachOptions = {}): () => void {
    this.#video = video;
    Object.assign(video, keptSound());
    const listening = new AbortController();
    const { signal } = listening;
    const on = (names: string, act: () => void): void => {
      for (const name of names.split(" ")) video.addEventListener(name, act, { signal });
    };
    on("timeupdate seeking seeked durationchange ratechange resize canplay playing progress", () => this.#read());
    on("waiting", () => this.#change({ waiting: true }));
    on("error", () => this.#change({ failed: true, waiting: false }));
    on("volumechange", () => {
      keepSound(video);
      this.#read();
    });
    on("emptied", () => this.#empty(video, keepsPosition));
    on("loadedmetadata", () => this.#goOn());
    on("play", () => {
      this.#read();
      this.#follow();
    });
    on("pause ended", () => this.#read());
    this.#frames.measure(video, signal);
    this.#read();
    return () => {
      listening.abort();
      cancelAnimationFrame(this.#frame);
      this.#video = null;
      this.#resume = null;
      this.state.set(NOTHING);
    };
  }

  get frameSeconds(): number {
    return this.#frames.seconds;
  }

  /** Browsers may not let a page start sound by itself: then the video stays paused. */
  play(): void {
    this.#video?.play().catch(() => undefined);
  }

  pause(): void {
    this.#stopAt = null;
    this.#video?.pause();
  }

  toggle(): void {
    if (this.state.get().paused) this.play();
    else this.pause();
  }

  seek(seconds: number): void {
    this.#stopAt = null;
    this.#go(seconds);
  }

  /** Moves by seconds, forward or back. */
  step(seconds: number): void {
    this.seek((this.#video?.currentTime ?? 0) + seconds);
  }

  /** Moves by frames, forward or back; playback stops. */
  stepFrames(count: number): void {
    this.pause();
    this.step(count * this.#frames.seconds);
  }

  /** Plays from one time to another and stops there. */
  playRange(start: number, end: number): void {
    this.#go(Math.max(0, start));
    this.#stopAt = end;
    this.play();
  }

  setRate(rate: number): void {
    if (this.#video) this.#video.playbackRate = rate;
  }

  /** Changes to the next faster or slower rate. */
  shiftRate(steps: 1 | -1): void {
    const at = RATES.findIndex((rate) => rate >= this.state.get().rate - 0.01);
    const next = RATES[Math.min(RATES.length - 1, Math.max(0, (at === -1 ? RATES.length - 1 : at) + steps))];
    if (next !== undefined) this.setRate(next);
  }

  /** @param volume 0 to 1; 0 mutes */
  setVolume(volume: number): void {
    if (!this.#video) return;
    const muted = volume <= 0;
    // Unmuting restores the volume.
    if (!muted) this.#video.volume = Math.min(1, volume);
    this.#video.muted = muted;
  }

  toggleMuted(): void {
    if (this.#video) this.#video.muted = !this.#video.muted;
  }

  #go(seconds: number): void {
    const video = this.#video;
    if (!video) return;
    if (this.#resume) this.#resume.time = Math.max(0, seconds);
    const most = Number.isFinite(video.duration) ? video.duration : Infinity;
    video.currentTime = Math.min(most, Math.max(0, seconds));
    this.#read();
  }

  #empty(video: HTMLVideoElement, keepsPosition: boolean): void {
    const { time, paused, rate } = this.state.get();
    if (keepsPosition) this.#resume ??= { time, plays: !paused };
    this.#played = 0;
    const { volume, muted } = video;
    this.#change({ ...NOTHING, rate, volume, muted, ...(keepsPosition ? { time } : {}) });
  }

  #goOn(): void {
    const [video, resume] = [this.#video, this.#resume];
    this.#resume = null;
    const { rate } = this.state.get();
    if (video && resume) {
      video.playbackRate = rate;
      this.#go(resume.time);
      if (resume.plays) this.play();
    }
    this.#read();
  }

  #follow(): void {
    cancelAnimationFrame(this.#frame);
    const step = (): void => {
      const video = this.#video;
      if (!video || video.paused) return;
      if (this.#stopAt !== null && video.currentTime >= this.#stopAt) {
        this.#stopAt = null;
        video.pause();
      }
      this.#read();
      this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  #read(): void {
    const video = this.#video;
    // The state is that of the previous source until the new one is loaded.
    if (!video || this.#resume) return;
    const { time } = this.state.get();
    const step = video.currentTime - time;
    if (!video.paused && step > 0 && step < 1) this.#played += step;
    this.#change({
      time: video.currentTime,
      duration: Number.isFinite(video.duration) ? video.duration : 0,
      buffered: loadedTo(video),
      paused: video.paused,
      rate: video.playbackRate,
      volume: video.volume,
      muted: video.muted,
      waiting: !video.paused && !video.ended && video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA,
      width: video.videoWidth,
      height: video.videoHeight,
      failed: video.error !== null,
      soundless: this.#played > SOUND_DUE && isSoundless(video),
    });
  }

  #change(part: Partial<PlaybackState>): void {
    const before = this.state.get();
    const changed = (Object.keys(part) as (keyof PlaybackState)[]).some((key) => part[key] !== before[key]);
    if (changed) this.state.set({ ...before, ...part });
  }
}

const isSoundless = (video: CountingVideo): boolean =>
  video.webkitAudioDecodedByteCount === 0 && (video.webkitVideoDecodedByteCount ?? 0) > 0;

/** The end of the loaded range that contains the playhead. */
function loadedTo({ buffered, currentTime }: HTMLVideoElement): number {
  for (let at = 0; at < buffered.length; at++)
    if (buffered.start(at) <= currentTime + 0.1 && currentTime <= buffered.end(at)) return buffered.end(at);
  return currentTime;
}

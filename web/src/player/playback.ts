/** What the video does, as a store: every part of the page reads the same position, and moves the same playhead. */
import { createStore } from "../stores/store.js";

export interface PlaybackState {
  /** Seconds. */
  time: number;
  /** Seconds; 0 until the video is known. */
  duration: number;
  paused: boolean;
  rate: number;
  /** The video waits for data. */
  waiting: boolean;
  /** Pixels of the picture; 0 for sound alone. */
  width: number;
  height: number;
  /** The browser cannot play it. */
  failed: boolean;
}

const NOTHING: PlaybackState = {
  time: 0,
  duration: 0,
  paused: true,
  rate: 1,
  waiting: false,
  width: 0,
  height: 0,
  failed: false,
};

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2];

/** One video element at a time, and what moves it. */
export class Playback {
  readonly state = createStore<PlaybackState>(NOTHING);

  #video: HTMLVideoElement | null = null;
  /** Where playing stops by itself: the end of a cue. */
  #stopAt: number | null = null;
  #frame = 0;
  /** Seconds of a frame, measured while it plays. */
  #frameSeconds = 1 / 25;

  /** Gives it the element; returns the function that takes it away. */
  attach(video: HTMLVideoElement): () => void {
    this.#video = video;
    const listening = new AbortController();
    const on = (names: string, act: () => void): void => {
      for (const name of names.split(" ")) video.addEventListener(name, act, { signal: listening.signal });
    };
    on("timeupdate seeking seeked loadedmetadata durationchange ratechange resize canplay playing", () => this.#read());
    on("waiting", () => this.#change({ waiting: true }));
    on("error", () => this.#change({ failed: true, waiting: false }));
    on("emptied", () => this.#change({ ...NOTHING, rate: video.playbackRate }));
    on("play", () => {
      this.#read();
      this.#follow();
    });
    on("pause ended", () => this.#read());
    this.#measureFrames(video, listening.signal);
    this.#read();
    return () => {
      listening.abort();
      cancelAnimationFrame(this.#frame);
      this.#video = null;
      this.state.set(NOTHING);
    };
  }

  get frameSeconds(): number {
    return this.#frameSeconds;
  }

  /** A page may be refused to start a sound by itself: then the video stays paused. */
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

  /** By seconds, forward or back. */
  step(seconds: number): void {
    this.seek((this.#video?.currentTime ?? 0) + seconds);
  }

  /** By frames, forward or back; playing stops. */
  stepFrames(count: number): void {
    this.pause();
    this.step(count * this.#frameSeconds);
  }

  /** Plays from one time to another, and stops there. */
  playRange(start: number, end: number): void {
    this.#go(Math.max(0, start));
    this.#stopAt = end;
    this.play();
  }

  setRate(rate: number): void {
    if (this.#video) this.#video.playbackRate = rate;
  }

  /** To the next faster or slower rate. */
  shiftRate(steps: 1 | -1): void {
    const at = RATES.findIndex((rate) => rate >= this.state.get().rate - 0.01);
    const next = RATES[Math.min(RATES.length - 1, Math.max(0, (at === -1 ? RATES.length - 1 : at) + steps))];
    if (next !== undefined) this.setRate(next);
  }

  #go(seconds: number): void {
    if (!this.#video) return;
    const most = Number.isFinite(this.#video.duration) ? this.#video.duration : Infinity;
    this.#video.currentTime = Math.min(most, Math.max(0, seconds));
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

  #measureFrames(video: HTMLVideoElement, signal: AbortSignal): void {
    if (!("requestVideoFrameCallback" in video)) return;
    let before: number | null = null;
    let least = Infinity;
    const measure = (_: number, { mediaTime }: { mediaTime: number }): void => {
      if (signal.aborted) return;
      const step = before === null ? 0 : mediaTime - before;
      before = mediaTime;
      // Frames may be dropped: the least distance is that of two neighbours.
      if (step > 0.004 && step < 0.2 && step < least) this.#frameSeconds = least = step;
      video.requestVideoFrameCallback(measure);
    };
    video.requestVideoFrameCallback(measure);
  }

  #read(): void {
    const video = this.#video;
    if (!video) return;
    this.#change({
      time: video.currentTime,
      duration: Number.isFinite(video.duration) ? video.duration : 0,
      paused: video.paused,
      rate: video.playbackRate,
      waiting: !video.paused && video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA,
      width: video.videoWidth,
      height: video.videoHeight,
      failed: video.error !== null,
    });
  }

  #change(part: Partial<PlaybackState>): void {
    const before = this.state.get();
    const changed = (Object.keys(part) as (keyof PlaybackState)[]).some((key) => part[key] !== before[key]);
    if (changed) this.state.set({ ...before, ...part });
  }
}

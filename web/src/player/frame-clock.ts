/** The duration of a video frame, measured during playback: browsers do not report it. */
export class FrameClock {
  /** Duration of a frame, in seconds; that of 25 frames per second before the first measurement. */
  seconds = 1 / 25;

  measure(video: HTMLVideoElement, signal: AbortSignal): void {
    if (!("requestVideoFrameCallback" in video)) return;
    let before: number | null = null;
    let least = Infinity;
    video.addEventListener(
      "emptied",
      () => {
        before = null;
        least = Infinity;
      },
      { signal },
    );
    const measure = (_: number, { mediaTime }: { mediaTime: number }): void => {
      if (signal.aborted) return;
      const step = before === null ? 0 : mediaTime - before;
      before = mediaTime;
      // Frames may be dropped, so the smallest distance is that of two neighbours.
      if (step > 0.004 && step < 0.2 && step < least) this.seconds = least = step;
      video.requestVideoFrameCallback(measure);
    };
    video.requestVideoFrameCallback(measure);
  }
}

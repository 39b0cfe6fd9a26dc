/** The keys of the seek bar. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -5,
  ArrowDown: -5,
  ArrowRight: 5,
  ArrowUp: 5,
  PageDown: -30,
  PageUp: 30,
};

/**
 * The time to seek to, in seconds; null if the bar does not handle the key.
 *
 * @param key as `KeyboardEvent.key`
 *
 * @example
 * seekByKey("ArrowRight", { time: 10, duration: 60 }); // 15
 */
export function seekByKey(key: string, { time, duration }: { time: number; duration: number }): number | null {
  if (key === "Home") return 0;
  if (key === "End") return duration;
  const step = STEPS[key];
  return step === undefined ? null : Math.min(duration, Math.max(0, time + step));
}

/** The time under a pointer. `left` and `width` are those of the bar, in the pointer's pixels. */
export function timeUnder(x: number, { left, width }: { left: number; width: number }, duration: number): number {
  return width <= 0 ? 0 : Math.min(1, Math.max(0, (x - left) / width)) * duration;
}

import { describe, expect, it } from "vitest";
import { NO_PACE, paceAfter, speedAt, timeLeftAt, type Pace } from "./pace.js";

const after = (samples: readonly (readonly [number, number])[], duration: number, from: Pace = NO_PACE): Pace =>
  samples.reduce((pace, [seconds, done]) => paceAfter(pace, { at: seconds * 1000, done }, duration), from);

describe("pace", () => {
  it("is unknown after one sample, and after samples that are close together", () => {
    expect(speedAt(NO_PACE, 0)).toBeNull();
    const pace = after(
      [
        [0, 0],
        [1, 12],
      ],
      100,
    );
    expect(speedAt(pace, 1000)).toBeNull();
    expect(timeLeftAt(pace, 1000)).toBeNull();
  });

  it("gives speed and the time left", () => {
    const pace = after(
      [
        [0, 0],
        [5, 50],
        [10, 100],
      ],
      300,
    );
    expect(speedAt(pace, 10_000)).toBe(10);
    expect(timeLeftAt(pace, 10_000)).toBe(20);
    expect(timeLeftAt(pace, 20_000)).toBe(10);
  });

  it("forgets old samples", () => {
    const slow = Array.from({ length: 20 }, (_, i): [number, number] => [i * 10, i * 10]);
    const fast = Array.from({ length: 20 }, (_, i): [number, number] => [200 + i * 10, 200 + i * 100]);
    expect(speedAt(after([...slow, ...fast], 10_000), 390_000)).toBe(10);
  });

  it("decreases while no progress comes", () => {
    const pace = after(
      [
        [0, 0],
        [10, 100],
      ],
      300,
    );
    expect(speedAt(pace, 20_000)).toBe(5);
  });

  it("begins again if less is done than before, since the job was retried", () => {
    const pace = after(
      [
        [0, 0],
        [10, 100],
        [20, 5],
      ],
      300,
    );
    expect(speedAt(pace, 20_000)).toBeNull();
    expect(timeLeftAt(pace, 20_000)).toBeNull();
  });

  it("smooths the time left, so that one slow moment does not double it", () => {
    const steady = after(
      Array.from({ length: 10 }, (_, i): [number, number] => [i * 5, i * 50]),
      1000,
    );
    const before = timeLeftAt(steady, 45_000) ?? 0;
    const hiccup = paceAfter(steady, { at: 60_000, done: 460 }, 1000);
    const later = timeLeftAt(hiccup, 60_000) ?? 0;
    expect(before).toBe(55);
    expect(later).toBeLessThan(70);
  });

  it("never shows less than a second, and rounds long times", () => {
    expect(timeLeftAt({ samples: [], endAt: 1000 }, 5000)).toBe(1);
    expect(timeLeftAt({ samples: [], endAt: 4_000_000 }, 0)).toBe(3900);
    expect(timeLeftAt({ samples: [], endAt: 131_000 }, 0)).toBe(135);
  });
});

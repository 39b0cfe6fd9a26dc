/** Measures how smoothly a page renders. */
import type { Page } from "playwright-core";

export interface Frames {
  /** Milliseconds between two frames, sorted. */
  times: number[];
  /** Processor time of the page's thread in milliseconds: the load of the machine does not change it. */
  busy: number;
  /** The figures as a text. */
  text: string;
}

const BEGIN = `{
  window.frames$ = { times: [], isOver: false };
  let last = performance.now();
  const next = (now) => {
    if (now > last) window.frames$.times.push(now - last);
    last = now;
    if (!window.frames$.isOver) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}`;
const END = `new Promise((resolve) =>
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      window.frames$.isOver = true;
      resolve(window.frames$.times);
    }),
  ),
)`;

/** Measures the frames that are drawn during an action. */
export async function framesDuring(page: Page, act: () => Promise<void>): Promise<Frames> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const work = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1000;
  };
  await page.evaluate(BEGIN);
  const before = await work();
  await act();
  // The second frame after the last input shows its effect.
  const times = await page.evaluate<number[]>(END);
  const busy = (await work()) - before;
  await session.detach();
  times.sort((a, b) => a - b);
  const share = (part: number): string => (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(1);
  const late = times.filter((time) => time > 50).length;
  return {
    times,
    busy,
    text: `${times.length} frames, median ${share(0.5)} ms, 95 % ${share(0.95)} ms, longest ${share(1)} ms, ${late} over 50 ms`,
  };
}

import { describe, expect, it } from "vitest";
import { mergeHeard } from "../transcript/recognized-cues.js";
import { afterEvents, liveJobOf, phaseOf, workerKey, type JobEvent, type Segment } from "./live-job.js";
import { speedAt, timeLeftAt } from "./pace.js";

const queued = {
  status: "queued",
  duration: 120,
  progress: 0,
  segments: { done: 0, failed: 0, total: 0 },
  startedAt: null,
} as const;

const segment = (index: number, more: Partial<Segment> = {}): Segment => ({
  index,
  start: index * 10,
  end: index * 10 + 10,
  state: "waiting",
  rank: null,
  host: null,
  attempts: 0,
  ...more,
});
const by = (rank: number, host = "node1") => ({ rank, host });
const cue = (start: number, text: string) => ({ start, end: start + 2, text });

/** Numbers events as the server does. */
function numbered(...events: [type: string, data: unknown][]): JobEvent[] {
  return events.map(([type, data], place) => ({ id: place + 1, type, data }));
}
const progress = (share: number, done = 0, total = 12): [string, unknown] => [
  "progress",
  { progress: share, segments: { done, failed: 0, total } },
];
const status = (now: string): [string, unknown] => ["status", { status: now }];

describe("the events of a job", () => {
  it("give status, progress, cues and segments", () => {
    const events = numbered(
      status("queued"),
      status("running"),
      ["segment", segment(1)],
      ["segment", segment(0, { state: "running", ...by(0), attempts: 1 })],
      ["cue", cue(0, "Hello")],
      progress(0.25, 3),
    );
    const job = afterEvents(liveJobOf(queued), events, 1000);
    expect(job).toMatchObject({
      status: "running",
      progress: 0.25,
      counts: { done: 3, failed: 0, total: 12 },
      lastEvent: 6,
    });
    expect(job.segments.map(({ index, state }) => [index, state])).toEqual([
      [0, "running"],
      [1, "waiting"],
    ]);
    expect(job.cues).toEqual([cue(0, "Hello")]);
  });

  it("change nothing when they are read again after a break", () => {
    const events = numbered(status("queued"), status("running"), ["cue", cue(0, "Hello")], ["cue", cue(5, "there")]);
    const whole = afterEvents(liveJobOf(queued), events, null);
    const first = afterEvents(liveJobOf(queued), events.slice(0, 3), null);
    expect(afterEvents(first, events, null)).toEqual(whole);
    expect(afterEvents(whole, events, null)).toBe(whole);
    expect(afterEvents(liveJobOf(queued), [...events, ...events], null)).toEqual(whole);
  });

  it("give the speed and the time left, except for past events", () => {
    const past = afterEvents(liveJobOf(queued), numbered(status("running"), progress(0.1)), null);
    expect(past.pace.samples).toEqual([]);
    const live = [0.2, 0.3, 0.4].reduce(
      (job, share, place) =>
        afterEvents(
          job,
          [{ id: 3 + place, type: "progress", data: { progress: share, segments: queued.segments } }],
          place * 4000,
        ),
      past,
    );
    expect(speedAt(live.pace, 8000)).toBeCloseTo(3);
    expect(timeLeftAt(live.pace, 8000)).toBe(25);
  });

  it("begin with the average speed if the job is opened while it runs", () => {
    const startedAt = new Date(10_000).toISOString();
    const opened = liveJobOf({ ...queued, status: "running", progress: 0.25, startedAt });
    const job = afterEvents(
      opened,
      [{ id: 9, type: "progress", data: { progress: 0.5, segments: queued.segments } }],
      20_000,
    );
    expect(speedAt(job.pace, 20_000)).toBeCloseTo(6);
  });

  it("show a segment that moves from a worker that died to another", () => {
    const job = afterEvents(
      liveJobOf(queued),
      numbered(
        status("running"),
        ["segment", segment(0, { state: "running", ...by(1, "node2"), attempts: 1 })],
        ["segment", segment(1, { state: "running", ...by(0), attempts: 1 })],
        ["segment", segment(0, { attempts: 1 })],
        ["segment", segment(1, { state: "done", ...by(0), attempts: 1 })],
      ),
      null,
    );
    expect(job.handovers).toEqual([{ index: 0, start: 0, from: by(1, "node2"), to: null }]);
    const lost = workerKey(by(1, "node2"));
    expect(job.lostAt.get(lost)).toBeGreaterThan(job.seenAt.get(lost) ?? 0);
    const later = afterEvents(
      job,
      [{ id: 6, type: "segment", data: segment(0, { state: "running", ...by(0), attempts: 2 }) }],
      null,
    );
    expect(later.handovers).toEqual([{ index: 0, start: 0, from: by(1, "node2"), to: by(0) }]);
  });

  it("show a segment that another worker takes at once", () => {
    const events = numbered(
      status("running"),
      ["segment", segment(0, { state: "running", ...by(1), attempts: 1 })],
      ["segment", segment(0, { state: "running", ...by(0), attempts: 2 })],
    );
    expect(afterEvents(liveJobOf(queued), events, null).handovers).toEqual([
      { index: 0, start: 0, from: by(1), to: by(0) },
    ]);
  });

  it("do not overwrite a newer list of segments", () => {
    const now = segment(0, { state: "running", ...by(1), attempts: 1 });
    const events = numbered(status("running"), ["segment", segment(0)], ["segment", now]);
    const job = afterEvents(liveJobOf({ ...queued, status: "running" }, [now, segment(1)]), events, null);
    expect(job.handovers).toEqual([]);
    expect(job.segments).toEqual([now, segment(1)]);
  });

  it("name no worker as lost if the job was cancelled", () => {
    const running: [string, unknown] = ["segment", segment(0, { state: "running", ...by(1), attempts: 1 })];
    const waiting: [string, unknown] = ["segment", segment(0, { attempts: 1 })];
    for (const end of [
      [waiting, status("cancelled")],
      [status("cancelled"), waiting],
    ] as [string, unknown][][])
      expect(afterEvents(liveJobOf(queued), numbered(status("running"), running, ...end), null).handovers).toEqual([]);
  });

  it("begin again when the job is retried, and keep each recognized text once", () => {
    const job = afterEvents(
      liveJobOf(queued),
      numbered(
        status("running"),
        ["cue", cue(0, "Hello")],
        progress(1, 11),
        status("failed"),
        status("queued"),
        status("running"),
        ["cue", cue(0, "Hello")],
      ),
      null,
    );
    expect(job).toMatchObject({ status: "running", progress: 0 });
    expect(job.cues).toEqual([cue(0, "Hello")]);
  });

  it("drop segments that the last engine did not make", () => {
    const events = numbered(
      status("running"),
      ["segment", segment(0, { state: "done", ...by(0), attempts: 1 })],
      ["segment", segment(1)],
      progress(1, 1, 1),
      status("completed"),
    );
    expect(afterEvents(liveJobOf(queued), events, null).segments.map(({ index }) => index)).toEqual([0]);
  });
});

describe("recognized texts", () => {
  it("are in order, with one text for each moment", () => {
    expect(
      mergeHeard([cue(0, "a"), cue(4, "c")], [cue(2, "b"), cue(0.1, "A"), cue(8, "d")]).map(({ text }) => text),
    ).toEqual(["A", "b", "c", "d"]);
  });

  it("replace all texts that they cover if the segments are different ones", () => {
    const long = { start: 0, end: 6, text: "all" };
    expect(mergeHeard([cue(0, "a"), cue(2, "b"), cue(4, "c"), cue(7, "d")], [long]).map(({ text }) => text)).toEqual([
      "all",
      "d",
    ]);
  });
});

describe("the present activity", () => {
  const job = { source: "en", language: null, targets: ["es"] };
  const at = (status: "queued" | "running", share: number, total: number) =>
    liveJobOf({ ...queued, status, progress: share, segments: { done: 0, failed: 0, total } });

  it("follows from status and progress", () => {
    expect(phaseOf(at("queued", 0, 0), job)).toBe("waiting");
    expect(phaseOf(at("running", 0, 0), job)).toBe("loading");
    expect(phaseOf(at("running", 0, 4), { ...job, source: "auto" })).toBe("detecting");
    expect(phaseOf(at("running", 0.5, 4), { ...job, source: "auto" })).toBe("listening");
    expect(phaseOf(at("running", 1, 4), job)).toBe("translating");
    expect(phaseOf(at("running", 1, 4), { ...job, targets: [] })).toBe("writing");
  });
});

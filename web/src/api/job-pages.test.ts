import { describe, expect, it } from "vitest";
import type { Job, JobPage } from "./client.js";
import { withJob, withoutJob } from "./job-pages.js";

const job = (id: string, part: Partial<Job> = {}): Job =>
  ({ id, filename: `${id}.mp4`, status: "running", createdAt: `2026-01-0${id}`, ...part }) as Job;
const page = (...jobs: Job[]): JobPage => ({ jobs, next: null });
const ids = (pages: JobPage[]): string[] => pages.flatMap(({ jobs }) => jobs.map(({ id }) => id));
const ALL = { q: "", status: null } as const;

describe("a list that an event changes", () => {
  it("replaces a job where it is", () => {
    const pages = [page(job("3")), page(job("2"), job("1"))];
    const after = withJob(pages, job("2", { status: "completed" }), ALL);
    expect(ids(after)).toEqual(["3", "2", "1"]);
    expect(after[1]?.jobs[0]?.status).toBe("completed");
    expect(after[0]).toBe(pages[0]);
  });

  it("puts a new job first", () => expect(ids(withJob([page(job("1"))], job("2"), ALL))).toEqual(["2", "1"]));

  it("leaves an old job to its page", () => {
    const pages = [page(job("3"))];
    expect(withJob(pages, job("1"), ALL)).toBe(pages);
  });

  it("drops what the filter no longer shows, and takes what it shows now", () => {
    const running = { q: "", status: "running" } as const;
    expect(ids(withJob([page(job("1"))], job("1", { status: "failed" }), running))).toEqual([]);
    expect(ids(withJob([page()], job("1"), running))).toEqual(["1"]);
    expect(ids(withJob([page()], job("1"), { q: "TALK", status: null }))).toEqual([]);
  });

  it("forgets what was removed", () => {
    const pages = [page(job("2"), job("1"))];
    expect(ids(withoutJob(pages, "2"))).toEqual(["1"]);
    expect(withoutJob(pages, "9")).toBe(pages);
  });
});

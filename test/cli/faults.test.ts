import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Desk, summaryOf } from "./desk.js";
import { allEnd, descendants, run, start } from "./sister.js";
import { patience } from "../support/pace.js";

describe("sister translate, when a part of it dies,", () => {
  // One of these waits until a silence is noticed; the others need not wait for it.
  it.concurrent(
    "ends with 130 after Ctrl-C, leaves no file, and the same command continues",
    { timeout: patience(180_000) },
    async ({ onTestFinished }) => {
      const desk = await Desk.begin(onTestFinished);
      await desk.record(50);
      const command = start(["translate", desk.file, "--to", "es", "--ranks", "2"], desk.env);
      await command.says(/segment 2 of/);
      const processes = await descendants(command.child.pid ?? 0);
      expect(processes.filter((one) => one.command.includes("engine-main")).length).toBe(2);
      command.child.kill("SIGINT");
      expect((await command.ended).status).toBe(130);
      await allEnd(processes.map((one) => one.pid));
      expect(await desk.outputs()).toEqual([]);
      const again = await run(["translate", desk.file, "--to", "es", "--ranks", "2", "--json"], desk.env);
      expect(again.status, again.stderr).toBe(0);
      expect(summaryOf(again.stdout).segments.kept).toBeGreaterThanOrEqual(2);
      expect(summaryOf(again.stdout).segments.done).toBe(summaryOf(again.stdout).segments.total);
    },
  );

  it.concurrent(
    "ends with 143 after SIGTERM, if it runs in one process",
    { timeout: patience(180_000) },
    async ({ onTestFinished }) => {
      const desk = await Desk.begin(onTestFinished);
      await desk.record(40);
      const command = start(["translate", desk.file], desk.env);
      await command.says(/ranks? ready/);
      const processes = await descendants(command.child.pid ?? 0);
      command.child.kill("SIGTERM");
      expect((await command.ended).status).toBe(143);
      await allEnd(processes.map((one) => one.pid));
      expect(await desk.outputs()).toEqual([]);
    },
  );

  it.concurrent(
    "names a killed rank, whose engine ends too, and the same command continues",
    { timeout: patience(180_000) },
    async ({ onTestFinished }) => {
      const desk = await Desk.begin(onTestFinished);
      await desk.record(50);
      const command = start(["translate", desk.file, "--ranks", "2"], desk.env);
      await command.says(/segment 2 of/);
      const processes = await descendants(command.child.pid ?? 0);
      const ranks = processes.filter((one) => one.command.includes("rank-main"));
      const victim = ranks.find(
        (rank) =>
          processes.some((one) => one.parent === rank.pid && one.command.includes("engine-main")) &&
          !rank.command.startsWith("mpirun"),
      );
      expect(victim).toBeDefined();
      process.kill(victim?.pid ?? 0, "SIGKILL");
      const { status, stderr } = await command.ended;
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /rank \d on \S+ was killed \(signal 9\); finished segments are kept: run the same command again/,
      );
      await allEnd(processes.map((one) => one.pid));
      expect(await desk.outputs()).toEqual([]);
      const again = await run(["translate", desk.file, "--ranks", "2", "--json"], desk.env);
      expect(again.status, again.stderr).toBe(0);
      expect(summaryOf(again.stdout).segments.kept).toBeGreaterThanOrEqual(2);
    },
  );

  it.concurrent("notices a rank 0 that is stopped", async ({ onTestFinished }) => {
    const desk = await Desk.begin(onTestFinished);
    await desk.record(40);
    const command = start(["translate", desk.file, "--ranks", "2"], desk.env);
    await command.says(/ranks ready/);
    const processes = await descendants(command.child.pid ?? 0);
    const ranks = processes.filter((one) => /^\S*node\S* /.test(one.command) && one.command.includes("rank-main"));
    expect(ranks.length).toBe(2);
    for (const rank of ranks) process.kill(rank.pid, "SIGSTOP");
    try {
      const { status, stderr } = await command.ended;
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /rank \d of the process group has said nothing for 20 s, and was ended: .* run the same command again/,
      );
    } finally {
      for (const rank of ranks) process.kill(rank.pid, "SIGCONT");
    }
    // They go on, find that mpirun is gone, and end with their engines.
    await allEnd(processes.map((one) => one.pid));
  });

  it.concurrent("a killed launcher takes its group along", async ({ onTestFinished }) => {
    const desk = await Desk.begin(onTestFinished);
    await desk.record(40);
    const command = start(["translate", desk.file, "--ranks", "2"], desk.env);
    await command.says(/ranks ready/);
    const processes = await descendants(command.child.pid ?? 0);
    command.child.kill("SIGKILL");
    await command.ended;
    await allEnd(processes.map((one) => one.pid));
  });

  it("repeats only the segment of a killed engine", async ({ onTestFinished }) => {
    const desk = await Desk.begin(onTestFinished);
    await desk.record(40);
    const command = start(["translate", desk.file, "--ranks", "2", "--json"], desk.env);
    // Quiet in this form: wait for the engines themselves.
    let engine: { pid: number } | undefined;
    while (!engine)
      engine = (await descendants(command.child.pid ?? 0)).find((one) => one.command.includes("engine-main"));
    // Dead before or in the middle of a segment: either way the rank has to start it anew.
    while (
      !existsSync(join(desk.folder, "data", "segments")) ||
      (await readdir(join(desk.folder, "data", "segments"))).length === 0
    )
      await new Promise((resolve) => setTimeout(resolve, 20));
    process.kill(engine.pid, "SIGKILL");
    const { status, stdout, stderr } = await command.ended;
    expect(status, stderr).toBe(0);
    expect(summaryOf(stdout).segments.failed).toBe(0);
    expect(summaryOf(stdout).accounts.reduce((sum, account) => sum + account.engineRestarts, 0)).toBeLessThanOrEqual(1);
  });

  it("repeats a segment whose engine died once", async ({ onTestFinished }) => {
    const desk = await Desk.begin(onTestFinished);
    await desk.record(40, 25);
    const died = join(desk.folder, "died");
    const { status, stdout, stderr } = await run(["translate", desk.file, "--ranks", "2", "--json"], {
      ...desk.env,
      SISTER_FAULT_ENGINE: `full-scale-once:${died}`,
    });
    expect(status, stderr).toBe(0);
    expect(existsSync(died)).toBe(true);
    expect(summaryOf(stdout).segments.failed).toBe(0);
    expect(summaryOf(stdout).accounts.reduce((sum, account) => sum + account.engineRestarts, 0)).toBe(1);
  });

  it(
    "marks a segment that fails three times, completes the others, and ends with 1",
    { timeout: patience(120_000) },
    async ({ onTestFinished }) => {
      const desk = await Desk.begin(onTestFinished);
      await desk.record(40, 25);
      const faulty = { ...desk.env, SISTER_FAULT_ENGINE: "full-scale" };
      const { status, stderr } = await run(["translate", desk.file, "--to", "es", "--ranks", "2"], faulty);
      expect(status).toBe(1);
      expect(stderr).toMatch(/1 of \d segments could not be recognized/);
      expect(stderr).toMatch(/SIGKILL/);
      const document = await desk.document();
      const failed = document.cues.filter((cue) => cue.failed);
      expect(failed.length).toBeGreaterThan(0);
      expect(
        failed.every((cue) => cue.text["en"] === "[not transcribed]" && cue.text["es"] === "[not transcribed]"),
      ).toBe(true);
      expect(failed.some((cue) => cue.start <= 25 && cue.end >= 24)).toBe(true);
      expect(document.cues.filter((cue) => !cue.failed && cue.words.length > 0).length).toBeGreaterThan(3);
      expect(await desk.outputs()).toEqual(["talk.en.srt", "talk.en.vtt", "talk.es.srt", "talk.es.vtt", "talk.json"]);
      // Without the fault the same command mends it, and only that segment is heard again.
      const mended = await run(
        ["translate", desk.file, "--to", "es", "--ranks", "2", "--overwrite", "--json"],
        desk.env,
      );
      expect(mended.status, mended.stderr).toBe(0);
      const { segments } = summaryOf(mended.stdout);
      expect(segments.kept).toBe(segments.total - 1);
    },
  );

  it("refuses a broken speech model before work begins", async ({ onTestFinished }) => {
    const desk = await Desk.begin(onTestFinished);
    await desk.record(20);
    const model = join(desk.folder, "my-zipformer-ctc");
    await mkdir(model);
    await writeFile(join(model, "model.onnx"), Buffer.alloc(5000, 7));
    await writeFile(join(model, "tokens.txt"), "<blk> 0\n");
    const { status, stderr } = await run(["translate", desk.file, "--model", model, "--ranks", "2"], desk.env);
    expect(status).toBeGreaterThan(0);
    expect(stderr).toMatch(/model\.onnx is not an ONNX model/);
    expect((await desk.outputs()).filter((name) => name.startsWith("talk."))).toEqual([]);
  });
});

/** The rules of every speech engine. */
import assert from "node:assert/strict";
import { SAMPLE_RATE, type SpeechEngine, type Word } from "../../../src/speech/engine.js";

export interface EngineUnderTest {
  engine: SpeechEngine;
  /** A few seconds of sound with words that the engine recognizes. */
  speech: Int16Array;
}

const ENGLISH = { language: "en" };

function assertWellFormed(words: readonly Word[], seconds: number): void {
  let last = 0;
  for (const { text, start, end, confidence } of words) {
    assert.match(text, /^\S+$/);
    assert.ok(start >= last && end >= start && end <= seconds, `${text}: ${start} to ${end} of ${seconds} s`);
    assert.ok(confidence >= 0 && confidence <= 1);
    last = start;
  }
}

/** Each check gets an opened engine and leaves it usable. */
export const ENGINE_CHECKS: Record<string, (tested: EngineUnderTest) => Promise<void>> = {
  "it describes itself": ({ engine }) => {
    assert.ok(engine.id.length > 0 && engine.name.length > 0 && engine.languages.length > 0);
    const { target, max } = engine.segmentSeconds;
    assert.ok(target > 0 && max > target);
    return Promise.resolve();
  },

  "words are in order and inside the piece": async ({ engine, speech }) => {
    const words = await engine.recognize(speech, ENGLISH);
    assert.ok(words.length > 0, "no words");
    assertWellFormed(words, speech.length / SAMPLE_RATE);
  },

  "words depend only on the samples": async ({ engine, speech }) => {
    const first = await engine.recognize(speech, ENGLISH);
    await engine.recognize(speech.subarray(0, speech.length >> 1), ENGLISH);
    await engine.recognize(new Int16Array(3 * SAMPLE_RATE), ENGLISH);
    assert.deepEqual(await engine.recognize(speech, ENGLISH), first);
    // Nor on their place in memory.
    const elsewhere = new Int16Array(speech.length + 3);
    elsewhere.set(speech, 3);
    assert.deepEqual(await engine.recognize(elsewhere.subarray(3), ENGLISH), first);
  },

  "digital silence and an empty piece have no words": async ({ engine }) => {
    assert.deepEqual(await engine.recognize(new Int16Array(5 * SAMPLE_RATE), ENGLISH), []);
    assert.deepEqual(await engine.recognize(new Int16Array(0), ENGLISH), []);
  },

  "a piece of a few samples does no harm": async ({ engine }) => {
    for (const length of [1, 160, 1600]) {
      const words = await engine.recognize(new Int16Array(length).fill(1000), ENGLISH);
      assertWellFormed(words, length / SAMPLE_RATE);
    }
    assert.equal(engine.restarts, 0);
  },

  "simultaneous pieces are answered in order": async ({ engine, speech }) => {
    const answered: number[] = [];
    const lengths = [speech.length, speech.length >> 1, 0, speech.length >> 2];
    await Promise.all(
      lengths.map(async (length, i) => {
        await engine.recognize(speech.subarray(0, length), ENGLISH);
        answered.push(i);
      }),
    );
    assert.deepEqual(answered, [0, 1, 2, 3]);
  },

  "an abort rejects working and waiting pieces at once, and the next piece is recognized": async ({
    engine,
    speech,
  }) => {
    const expected = await engine.recognize(speech, ENGLISH);
    const works = new AbortController();
    const waits = new AbortController();
    const long = { ...ENGLISH, cost: 60 };
    const working = engine.recognize(speech, { ...long, signal: works.signal });
    const waiting = engine.recognize(speech, { ...long, signal: waits.signal });
    waits.abort(new Error("not wanted"));
    await assert.rejects(waiting, /not wanted/);
    works.abort(new Error("not wanted either"));
    await assert.rejects(working, /not wanted either/);
    await assert.rejects(engine.recognize(speech, { ...ENGLISH, signal: works.signal }), /not wanted either/);
    assert.deepEqual(await engine.recognize(speech, ENGLISH), expected);
  },
};

/** Further rules of engines with a child process. */
export const CHILD_CHECKS: Record<string, (tested: EngineUnderTest) => Promise<void>> = {
  "a child that is killed at work rejects its piece, and the next piece restarts it": async ({ engine, speech }) => {
    const expected = await engine.recognize(speech, ENGLISH);
    const { pid, restarts } = engine;
    assert.ok(pid !== null);
    const asked = engine.recognize(speech, ENGLISH);
    process.kill(pid, "SIGKILL");
    await assert.rejects(asked, /SIGKILL/);
    assert.deepEqual(await engine.recognize(speech, ENGLISH), expected);
    assert.equal(engine.restarts, restarts + 1);
    assert.notEqual(engine.pid, pid);
  },

  "a child that is killed between pieces costs no piece": async ({ engine, speech }) => {
    const expected = await engine.recognize(speech, ENGLISH);
    const { pid } = engine;
    assert.ok(pid !== null);
    process.kill(pid, "SIGKILL");
    while (engine.pid === pid) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(await engine.recognize(speech, ENGLISH), expected);
  },

  "close ends the child, and later pieces are rejected": async ({ engine, speech }) => {
    const { pid } = engine;
    assert.ok(pid !== null);
    await engine.close();
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    await assert.rejects(engine.recognize(speech, ENGLISH), /closed/);
  },
};

/** Voice detection under hard conditions, and for many kinds of non-speech. */
import { beforeAll, describe, expect, it } from "vitest";
import { humanClipsMissing, speechClips, type Clip } from "../support/speech/speech-clips.js";
import { CONDITIONS } from "../support/speech/recording-conditions.js";
import { soundOf, SOUND_KINDS } from "../support/speech/speechless-sounds.js";
import { found, sileroModel, voiceIn } from "../support/speech/detected-voice.js";
import { patience } from "../support/pace.js";

const model = sileroModel();
const file = { file: model ?? "" };
/** The most voice in a minute of non-speech, in seconds. The recognizer rejects it. */
const MOST_VOICE = 3;

describe("Silero under hard conditions", () => {
  let clips: Clip[];
  beforeAll(async () => {
    clips = await speechClips();
  });

  it("is tested with thirteen clips in twenty-four conditions", ({ skip }) => {
    const missing = humanClipsMissing();
    if (missing !== null) skip(missing);
    expect([clips.length, CONDITIONS.length]).toEqual([13, 24]);
  });

  it.for(CONDITIONS.map((condition) => ({ condition, name: condition.name })))(
    "misses no clip: $name",
    { timeout: patience(120_000) },
    async ({ condition }, { skip }) => {
      if (model === null) skip("the model silero-vad is not installed");
      for (const [i, clip] of clips.entries()) {
        const other = clips[(i + 5) % clips.length] ?? clip;
        const recording = await condition.apply(clip.samples, other.samples);
        expect(found(recording, await voiceIn(recording.samples, file)), clip.name).toBeGreaterThan(0.1);
      }
    },
  );

  it.for(SOUND_KINDS)("finds almost no voice in a minute of %s", async (kind, { skip }) => {
    if (model === null) skip("the model silero-vad is not installed");
    const voice = await voiceIn(soundOf(kind, 60), file);
    expect(voice.reduce((sum, { start, end }) => sum + end - start, 0)).toBeLessThan(MOST_VOICE);
  });
});

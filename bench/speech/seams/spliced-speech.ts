/** Recordings with known text: paragraphs of one speaker each, joined with or without pauses. */
import { SAMPLE_RATE } from "../../../src/speech/engine.js";
import { spoken } from "../../../test/support/speech/spoken-words.js";
import { voiceIn } from "../../../test/support/speech/detected-voice.js";
import { humanSpeech } from "../human-speech.js";
import { PASSAGES } from "./passages.js";

export interface Paragraph {
  speaker: string;
  text: string;
  samples: Int16Array;
}

const VOICES = ["rms", "slt", "awb"] as const;
/** Human clips are joined to paragraphs of at least this length, in seconds, with this pause. */
const PARAGRAPH_SECONDS = 14;
const CLIP_PAUSE = 0.5;

export function joined(parts: readonly Int16Array[], pause = 0): Int16Array {
  const gap = Math.round(pause * SAMPLE_RATE);
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length + gap, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length + gap;
  }
  return whole;
}

/** Paragraphs of people, from the clips on this host; `everyPrompt`: from twice as many. */
export async function humanParagraphs(everyPrompt = false): Promise<Paragraph[]> {
  const paragraphs: Paragraph[] = [];
  for (const { from, clips } of await humanSpeech({ everyPrompt })) {
    let parts: Int16Array[] = [];
    let texts: string[] = [];
    const finish = (): void => {
      if (parts.length > 0)
        paragraphs.push({ speaker: from, text: texts.join(" "), samples: joined(parts, CLIP_PAUSE) });
      parts = [];
      texts = [];
    };
    for (const { samples, text } of clips) {
      parts.push(samples);
      texts.push(text);
      if (parts.reduce((sum, part) => sum + part.length, 0) >= PARAGRAPH_SECONDS * SAMPLE_RATE) finish();
    }
    finish();
  }
  return paragraphs;
}

/** Each passage by one voice; the voices alternate, and `round` shifts them. */
export async function syntheticParagraphs(round = 0): Promise<Paragraph[]> {
  const paragraphs: Paragraph[] = [];
  for (const [i, text] of PASSAGES.entries()) {
    const speaker = VOICES[(i + round) % VOICES.length] ?? "rms";
    paragraphs.push({ speaker: `flite ${speaker}`, text, samples: await spoken(text, speaker) });
  }
  return paragraphs;
}

/** The paragraph without the pauses that the detector finds, and without the sound before and after the voice. */
export async function withoutPauses({ samples, ...rest }: Paragraph): Promise<Paragraph> {
  const voice = await voiceIn(samples);
  const parts = voice.map(({ start, end }) =>
    samples.subarray(Math.floor(start * SAMPLE_RATE), Math.ceil(end * SAMPLE_RATE)),
  );
  return { ...rest, samples: joined(parts) };
}

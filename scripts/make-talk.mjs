#!/usr/bin/env node
/**
 * Makes a talk for trying Sister: a voice (flite) over slides (ffmpeg). Equal calls make equal files.
 *
 *   node scripts/make-talk.mjs demo/talk.mp4 [--seconds 600] [--size 1280x720] [--rate 25] [--text demo/talk.txt]
 */
import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";

const run = promisify(execFile);

/** The sample rate of flite's voices. */
const SAMPLE_RATE = 16_000;
/** The clearest of flite's voices: Moonshine base recognizes all of its 223 words, 217 of slt's and 219 of awb's. */
const VOICE = "rms";
/** Seconds of silence after a sentence, and after the last one of a slide. */
const PAUSE = { sentence: 0.6, slide: 1.2 };

/** The talk: the title of each slide and the sentences for it. */
const SLIDES = [
  {
    title: "How a cluster shares its work",
    sentences: [
      "Good morning and welcome to this short talk.",
      "Today I want to show you how a group of computers can share a large piece of work.",
      "We call such a group a cluster.",
    ],
  },
  {
    title: "One long job",
    sentences: [
      "Imagine that you have a long video and that you need the words of every speaker.",
      "One computer must listen to the whole video from the beginning to the end.",
      "That can take many hours.",
    ],
  },
  {
    title: "Cut it into parts",
    sentences: [
      "The first step is to cut the sound into small parts.",
      "A good place for a cut is a moment of silence, because nobody is in the middle of a word.",
      "Every part can then be heard without the others.",
    ],
  },
  {
    title: "Give every machine a part",
    sentences: [
      "The second step is to send the parts to the machines.",
      "One machine reads the video and gives a part to each of the others.",
      "When a machine has finished its part, it asks for the next one.",
      "A fast machine will do more parts than a slow machine, and that is fair.",
    ],
  },
  {
    title: "Long parts first",
    sentences: [
      "There is a simple rule that saves a lot of time.",
      "Give out the long parts first and keep the short parts for the end.",
      "Then all the machines finish at almost the same time, and no one has to wait.",
    ],
  },
  {
    title: "When a machine stops",
    sentences: [
      "Sometimes a machine stops in the middle of its work.",
      "Its part is given to another machine, and nothing is lost.",
      "The people who asked for the words will never know about it.",
    ],
  },
  {
    title: "Put it together",
    sentences: [
      "At the end the results come back, and they are put in the right order.",
      "The words are translated into another language and written under the picture.",
      "Thank you very much for your time, and please ask your questions now.",
    ],
  },
];

/** Speaks one sentence; returns its samples (16 bit, 16 kHz, mono) as bytes. */
async function speak(sentence, folder) {
  const file = join(folder, "sentence.wav");
  await run("flite", ["-voice", VOICE, "-t", sentence, "-o", file]);
  const wav = await readFile(file);
  const data = wav.indexOf("data", 12, "latin1");
  if (data < 0 || wav.readUInt32LE(24) !== SAMPLE_RATE)
    throw new Error(`flite wrote a sound that is not ${SAMPLE_RATE} Hz: ${file}`);
  return wav.subarray(data + 8, data + 8 + wav.readUInt32LE(data + 4));
}

/** Draws one slide as a picture. The text is passed in a file, which needs no escaping. */
async function drawSlide({ title, number, size, file, folder }) {
  const words = join(folder, "title.txt");
  await writeFile(words, title);
  const hue = ["0x1f3a5f", "0x244d3d", "0x4a2f4f", "0x5a3b22"][number % 4];
  const draw = (text, height, y) =>
    `drawtext=font=Sans:${text}:fontcolor=white:fontsize=h*${height}:x=(w-text_w)/2:y=${y}`;
  const filter = [
    draw(`textfile=${words}`, 0.075, "h*0.36"),
    draw(`text='${number + 1} / ${SLIDES.length}'`, 0.035, "h*0.52"),
  ].join(",");
  await run("ffmpeg", [
    "-nostdin",
    "-v",
    "error",
    "-y",
    "-f",
    "lavfi",
    "-i",
    `color=c=${hue}:s=${size}`,
    "-vf",
    filter,
    "-frames:v",
    "1",
    file,
  ]);
}

/**
 * Makes the talk and resolves with its text.
 *
 * @param {object} options
 * @param {string} options.output where the mp4 goes; its folder is made
 * @param {number} [options.seconds] least duration: the sentences repeat until it is reached; by default all are spoken
 *   once (97 s)
 * @param {string} [options.size] of the picture
 * @param {number} [options.rate] frames per second; a low one makes long talks cheap
 * @returns {Promise<{ file: string, seconds: number, text: string, sentences: { text: string, start: number, end:
 *   number }[] }>}
 *
 * @example
 * const { file, text } = await makeTalk({ output: "talk.mp4", seconds: 600, size: "320x180", rate: 5 });
 */
export async function makeTalk({ output, seconds, size = "1280x720", rate = 25 }) {
  const file = resolve(output);
  await mkdir(dirname(file), { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), "sister-talk-"));
  const partial = `${file}.partial`;
  try {
    const sound = join(folder, "sound.raw");
    const stream = createWriteStream(sound);
    const spoken = new Map();
    const sentences = [];
    const shown = [];
    let samples = 0;
    const write = async (bytes) => {
      samples += bytes.length / 2;
      if (!stream.write(bytes)) await new Promise((drained) => stream.once("drain", drained));
    };
    const silence = (length) => write(Buffer.alloc(Math.round(length * SAMPLE_RATE) * 2));
    await silence(1);
    const isEnough = () => seconds !== undefined && samples >= seconds * SAMPLE_RATE;
    for (let at = 0; seconds === undefined ? at < SLIDES.length : !isEnough(); at += 1) {
      const number = at % SLIDES.length;
      const from = shown.length === 0 ? 0 : samples;
      for (const text of SLIDES[number].sentences) {
        if (isEnough()) break;
        if (!spoken.has(text)) spoken.set(text, await speak(text, folder));
        const start = samples / SAMPLE_RATE;
        await write(spoken.get(text));
        sentences.push({ text, start, end: samples / SAMPLE_RATE });
        await silence(PAUSE.sentence);
      }
      await silence(PAUSE.slide - PAUSE.sentence);
      shown.push({ number, duration: (samples - from) / SAMPLE_RATE });
    }
    stream.end();
    await finished(stream);

    for (const number of new Set(shown.map((slide) => slide.number))) {
      await drawSlide({ title: SLIDES[number].title, number, size, file: join(folder, `slide${number}.png`), folder });
    }
    const list = join(folder, "slides.txt");
    const lines = shown.map(({ number, duration }) => `file slide${number}.png\nduration ${duration.toFixed(3)}\n`);
    // ffmpeg's list must repeat the last picture, or it ignores its duration.
    await writeFile(list, `ffconcat version 1.0\n${lines.join("")}file slide${shown.at(-1).number}.png\n`);
    const length = (samples / SAMPLE_RATE).toFixed(3);
    await run("ffmpeg", [
      ...[
        "-nostdin",
        "-v",
        "error",
        "-y",
        "-f",
        "concat",
        "-i",
        list,
        "-f",
        "s16le",
        "-ar",
        `${SAMPLE_RATE}`,
        "-ac",
        "1",
        "-i",
        sound,
      ],
      ...["-map", "0:v", "-map", "1:a", "-vf", `format=yuv420p,fps=${rate}`, "-t", length],
      ...[
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-tune",
        "stillimage",
        "-g",
        `${rate * 10}`,
        "-c:a",
        "aac",
        "-ar",
        "48000",
        "-b:a",
        "96k",
      ],
      ...["-fflags", "+bitexact", "-flags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", partial],
    ]);
    await rename(partial, file);
    return { file, seconds: samples / SAMPLE_RATE, text: sentences.map(({ text }) => text).join("\n"), sentences };
  } finally {
    await rm(partial, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

async function main() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: "string" },
      size: { type: "string" },
      rate: { type: "string" },
      text: { type: "string" },
    },
  });
  const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
  const rate = Number(values.rate ?? 25);
  const size = values.size ?? "1280x720";
  if (positionals.length !== 1 || !((seconds ?? 1) > 0) || !(rate > 0) || !/^\d+x\d+$/.test(size)) {
    console.error(
      "usage: node scripts/make-talk.mjs OUTPUT.mp4 [--seconds 600] [--size 1280x720] [--rate 25] [--text FILE]",
    );
    process.exitCode = 2;
    return;
  }
  const talk = await makeTalk({ output: positionals[0], size, rate, ...(seconds === undefined ? {} : { seconds }) });
  if (values.text !== undefined) await writeFile(values.text, `${talk.text}\n`);
  console.log(talk.file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    const missing = error.code === "ENOENT" && error.syscall?.startsWith("spawn");
    console.error(
      missing
        ? `${error.path} was not found: install it (on Debian: apt-get install ffmpeg flite)`
        : `make-talk: ${error.message}`,
    );
    process.exitCode = 1;
  });
}

/** Which sound of a file is used: tracks, channels and levels, with real files. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { probe } from "../../../src/media/probe/probe.js";
import { chooseSound } from "../../../src/media/sound/choose-sound.js";
import { withVoice } from "../../../src/pipeline/audio/voice-of.js";
import { type VoiceDetector } from "../../../src/speech/voice/detector.js";
import { openVoiceDetector } from "../../../src/speech/voice/open-detector.js";
import { declareSeconds, decodeAll, ffmpeg, missingFfmpeg, temporaryFolder } from "../../support/media/made-media.js";
import { hear, likeness, noise, samplesOf, speakInto, writeRecorderWav } from "../../support/media/spoken-sound.js";
import { patience } from "../../support/pace.js";

const made = temporaryFolder();
afterAll(made.remove);

/** Least similarity between a sound and its own sentence. For other sentences it is below 0.5. */
const SAME = 0.8;

/** Identical, bit for bit. */
const isSame = (one: Int16Array, other: Int16Array): boolean =>
  Buffer.from(one.buffer, one.byteOffset, one.byteLength).equals(
    Buffer.from(other.buffer, other.byteOffset, other.byteLength),
  );

describe.skipIf(missingFfmpeg !== null)(
  `the sound of a file${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`,
  () => {
    let a: Int16Array;
    let b: Int16Array;
    let detector: VoiceDetector;
    const nothing = new Int16Array(0);
    beforeAll(async () => {
      await speakInto(made.path);
      [a, b] = [await samplesOf(made.path("a.wav")), await samplesOf(made.path("b.wav"))];
      expect(likeness(a, b)).toBeLessThan(0.6);
      // One process then serves all tests.
      detector = await openVoiceDetector();
    });
    afterAll(() => detector.close());

    const scaled = (samples: Int16Array, by: number): Int16Array => samples.map((value) => Math.round(value * by));
    const sum = (one: Int16Array, other: Int16Array): Int16Array => one.map((value, i) => value + (other[i] ?? 0));

    describe("by its tracks", () => {
      const two = ["-i", made.path("b.wav"), "-i", made.path("a.wav"), "-map", "0", "-map", "1", "-c:a", "flac"];
      const silent = ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo:d=2.4", "-i", made.path("a.wav")];
      const hum = ["-f", "lavfi", "-i", "sine=f=100:r=48000:d=2.4", "-i", made.path("a.wav")];
      const both = ["-map", "0", "-map", "1", "-c:a", "flac"];
      const tags = (one: string, other: string): string[] => [
        ...["-metadata:s:a:0", `language=${one}`, "-metadata:s:a:1", `language=${other}`],
        ...["-disposition:a:0", "default", "-disposition:a:1", "0"],
      ];
      it.each<[string, string[], { language?: string; track?: string }]>([
        ["silence on the first (OBS)", [...silent, ...both], {}],
        ["a hum on the first", [...hum, ...both], {}],
        ["silence on the first, which is of the language", [...silent, ...both, ...tags("eng", "jpn")], {}],
        ["jpn first and default, eng second", [...two, ...tags("jpn", "eng")], {}],
        ["the language in the form of MP4: deu", [...two, ...tags("eng", "deu")], { language: "de" }],
        ["an untagged track beside one of another language", [...two, ...tags("jpn", "und")], {}],
        [
          "an audio description first",
          [...two, ...tags("eng", "eng"), "-disposition:a:0", "default+visual_impaired"],
          {},
        ],
        ["a commentary first, by its disposition", [...two, "-disposition:a:0", "comment"], {}],
        ["a commentary first, by its title", [...two, "-metadata:s:a:0", "title=Director's commentary"], {}],
        ["asked for by its number", [...two, ...tags("eng", "jpn")], { track: "2" }],
        ["asked for by its language", [...two, ...tags("eng", "fra")], { track: "fr" }],
      ])("is the second track: %s", async (name, words, wish) => {
        const file = made.path(`${name.replaceAll(/\W+/g, "-")}.mkv`);
        await ffmpeg(...words, file);
        const { sound, samples } = await hear(file, wish);
        expect([sound.track, sound.channel], sound.description).toEqual([2, null]);
        expect(likeness(samples, a)).toBeGreaterThan(SAME);
        // Unused sound is reported.
        expect(sound.unused).toEqual(name.startsWith("silence") ? null : expect.stringContaining("track 1"));
      });

      it("is the first of two equal tracks, or the file's default", async () => {
        await ffmpeg(...two, "-disposition:a:0", "0", made.path("alike.mkv"));
        expect((await hear(made.path("alike.mkv"))).sound.track).toBe(1);
        await ffmpeg(...two, "-disposition:a:0", "0", "-disposition:a:1", "default", made.path("preferred.mkv"));
        expect((await hear(made.path("preferred.mkv"))).sound.track).toBe(2);
      });

      it("is refused if the requested track is missing, with a list of the existing ones", async () => {
        await ffmpeg(...two, ...tags("jpn", "eng"), made.path("named.mkv"));
        const refused = (track: string) => expect(hear(made.path("named.mkv"), { track })).rejects;
        await refused("3").toThrow(/no audio track 3: it has track 1 \(jpn\), track 2 \(eng\)/);
        await refused("fr").toThrow(/no audio track in French/);
        await expect(hear(made.path("named.mkv"), { channel: 2 })).rejects.toThrow(/no channel 2: .* one channel/);
      });

      it(
        "is found by excerpts, even if only the last part of the second track has speech",
        { timeout: patience(60_000) },
        async () => {
          const late = [
            "-f",
            "lavfi",
            "-i",
            "anullsrc=r=8000:cl=mono:d=1500",
            "-stream_loop",
            "600",
            "-i",
            made.path("a.wav"),
          ];
          const filter = "[1]aresample=8000,atrim=end=300,adelay=1100000,apad=whole_dur=1500[late]";
          await ffmpeg(
            ...late,
            "-filter_complex",
            filter,
            "-map",
            "0:a",
            "-map",
            "[late]",
            "-c:a",
            "flac",
            made.path("late.mka"),
          );
          const info = await probe(made.path("late.mka"));
          const wish = { language: "en", track: null, channel: null };
          let looked = 0;
          const sound = await withVoice((voiceOf) =>
            chooseSound(info, wish, { voiceOf: (samples) => ((looked += samples.length / 16_000), voiceOf(samples)) }),
          );
          expect(sound.track).toBe(2);
          expect(looked).toBeLessThan(400);
        },
      );
    });

    describe("by its channels", () => {
      /** A WAV whose header does not tell the positions of its channels. */
      const heardOf = async (name: string, channels: Int16Array[], wish = {}) => {
        await writeRecorderWav(made.path(name), channels);
        return hear(made.path(name), wish);
      };
      const alone = (count: number, at: number, rest: Int16Array = nothing): Int16Array[] =>
        Array.from({ length: count }, (_, i) => (i === at - 1 ? a : rest));

      it.each([
        [3, 3],
        [4, 1],
        [6, 4],
        [8, 4],
        [10, 7],
        [16, 16],
      ])("is the speech on one of %i channels without a layout, number %i", async (count, at) => {
        const { sound, samples } = await heardOf(`${count}-${at}.wav`, alone(count, at));
        expect([sound.track, sound.channel]).toEqual([1, at]);
        expect(likeness(samples, a)).toBeGreaterThan(SAME);
      });

      it("is not masked by noise on the other channels, which are reported", async () => {
        const { sound, samples } = await heardOf("noisy.wav", alone(6, 4, noise(a.length, 0.5)));
        expect(sound.channel).toBe(4);
        expect(sound.unused).toMatch(/channels 1, 2, 3, 5, 6/);
        expect(likeness(samples, a)).toBeGreaterThan(SAME);
      });

      it("includes two voices on two of many channels", async () => {
        const late = new Int16Array(a.length + b.length);
        late.set(b, a.length);
        const { sound, samples } = await heardOf("voices.wav", [nothing, a, nothing, late, nothing]);
        expect(sound.channel).toBeNull();
        expect(likeness(samples.subarray(0, a.length), a)).toBeGreaterThan(SAME);
        expect(likeness(samples.subarray(a.length), b)).toBeGreaterThan(SAME);
      });

      it("is not cancelled by channels of opposite phase among many", async () => {
        const { samples } = await heardOf("balanced.wav", [nothing, nothing, a, scaled(a, -1), nothing]);
        expect(likeness(samples, a)).toBeGreaterThan(SAME);
      });

      it("includes speech on a channel that a layout hides (LFE of 5.1)", async () => {
        await ffmpeg("-i", made.path("a.wav"), "-af", "pan=5.1|LFE=c0", made.path("lfe.wav"));
        const { sound, samples } = await hear(made.path("lfe.wav"));
        expect(sound.channel).toBe(4);
        expect(likeness(samples, a)).toBeGreaterThan(SAME);
      });

      it("is mixed by its layout for the 5.1 of a film", async () => {
        await ffmpeg("-i", made.path("a.wav"), "-af", "pan=5.1|FC=c0|FL=0.2*c0|FR=0.2*c0", made.path("film.wav"));
        expect((await hear(made.path("film.wav"))).sound).toMatchObject({ weights: null, channel: null });
      });

      it.each<[string, () => Int16Array[]]>([
        ["opposite", () => [a, scaled(a, -1)]],
        ["opposite, one quieter", () => [a, scaled(a, -0.8)]],
        [
          "opposite, with noise in phase",
          () => [sum(a, noise(a.length, 0.02)), sum(scaled(a, -1), noise(a.length, 0.02))],
        ],
      ])("includes stereo that cancels: %s", async (name, channels) => {
        const { sound, samples } = await heardOf(`${name}.wav`, channels());
        expect(sound.description).toMatch(/opposite phase/);
        expect(likeness(samples, a)).toBeGreaterThan(SAME);
      });

      it("is complete for stereo that cancels from its middle on", async () => {
        const late = Int16Array.from([...b, ...a]);
        const turned = Int16Array.from([...b, ...scaled(a, -1)]);
        const { samples } = await heardOf("turned.wav", [late, turned]);
        expect(likeness(samples.subarray(0, b.length), b)).toBeGreaterThan(SAME);
        expect(likeness(samples.subarray(b.length), a)).toBeGreaterThan(SAME);
      });

      it("is not masked on the left by noise on the right", async () => {
        const { samples } = await heardOf("one-side.wav", [scaled(a, 0.3), noise(a.length, 0.7)]);
        expect(likeness(samples, a)).toBeGreaterThan(SAME);
      });

      it("is ffmpeg's own, bit for bit, for ordinary stereo and mono", async () => {
        const late = new Int16Array(a.length + b.length);
        late.set(b, a.length);
        const files: Record<string, Int16Array[]> = {
          "mono.wav": [a],
          "dual.wav": [a, a],
          "left.wav": [a, nothing],
          "interview.wav": [a, late],
          "room.wav": [sum(scaled(a, 0.6), scaled(b, 0.3)), sum(scaled(a, 0.3), scaled(b, 0.6))],
        };
        for (const [name, channels] of Object.entries(files)) {
          const { sound, samples } = await heardOf(name, channels);
          expect(sound.weights, `${name}: ${sound.description}`).toBeNull();
          expect(isSame(samples, await usual(name)), name).toBe(true);
        }
        const encoders = { m4a: "aac", opus: "libopus", mp3: "libmp3lame", flac: "flac" };
        for (const [ending, encoder] of Object.entries(encoders)) {
          const name = `coded.${ending}`;
          await ffmpeg("-i", made.path("interview.wav"), "-ar", "48000", "-c:a", encoder, made.path(name));
          expect(isSame((await hear(made.path(name))).samples, await usual(name)), name).toBe(true);
        }
      }, 60_000);

      it("is a single channel on request", async () => {
        const { sound, samples } = await heardOf("asked.wav", [b, a], { channel: 2 });
        expect(sound).toMatchObject({ channel: 2, unused: "channel 1" });
        expect(likeness(samples, a)).toBeGreaterThan(SAME);
      });
    });

    describe("by its levels", () => {
      it.each([
        [
          "24 dB over, 32 bit floats",
          ["-af", "aformat=sample_fmts=flt,volume=16:precision=float", "-c:a", "pcm_f32le"],
          "wav",
        ],
        [
          "48 dB over, 64 bit floats",
          ["-af", "aformat=sample_fmts=dbl,volume=256:precision=double", "-c:a", "pcm_f64le"],
          "wav",
        ],
        [
          "12 dB over, Matroska, stereo",
          ["-af", "aformat=sample_fmts=flt,volume=4:precision=float", "-ac", "2", "-c:a", "pcm_f32le"],
          "mka",
        ],
        ["24 dB over, Opus", ["-af", "aformat=sample_fmts=flt,volume=16:precision=float", "-c:a", "libopus"], "opus"],
      ])("is scaled by its peak for floats over full scale: %s", async (name, words, ending) => {
        const file = made.path(`${name.replaceAll(/\W+/g, "-")}.${ending}`);
        await ffmpeg("-i", made.path("a.wav"), ...words, file);
        const { samples } = await hear(file);
        expect(likeness(samples, a)).toBeGreaterThan(SAME);
        const clipped = samples.filter((value) => Math.abs(value) >= 32_767).length;
        expect(clipped).toBeLessThan(20);
      });
    });

    describe("with implausible headers", () => {
      it.each([1, 100, 2000, 3999])("is refused if the header declares %i samples per second", async (rate) => {
        await writeRecorderWav(made.path("rate.wav"), [a], rate);
        await expect(probe(made.path("rate.wav"))).rejects.toThrow(/declares \d+ samples a second.*speech needs/);
      });

      it("is refused if the header declares too many channels", async () => {
        await writeRecorderWav(
          made.path("crowd.wav"),
          Array.from({ length: 65 }, () => a.subarray(0, 1600)),
        );
        await expect(probe(made.path("crowd.wav"))).rejects.toThrow(
          /65 channels|not a video or audio file|cannot decode/,
        );
      });

      it("is measured if the header declares ten hours for a few seconds", async () => {
        await ffmpeg("-i", made.path("a.wav"), "-c:a", "libopus", "-b:a", "16k", made.path("short.mka"));
        await declareSeconds(made.path("short.mka"), 36_000);
        expect((await probe(made.path("short.mka"))).duration).toBeCloseTo(2.4, 0);
      });

      it("stops the decoder at the limit of seconds", async () => {
        const info = await probe(made.path("a.wav"));
        await expect(decodeAll(info, { secondsMost: 1 })).rejects.toThrow(/more than 1 s of sound/);
      });

      it.each([
        ["Creative Voice", "x.voc", "voc"],
        ["GSM", "x.gsm", "gsm"],
        ["G.722", "x.g722", "g722"],
        ["SBC", "x.sbc", "sbc"],
        ["a picture", "x.gif", "picture"],
        ["subtitles", "x.srt", "subtitle"],
      ])("is refused with the right reason: %s", async (_, name, kind) => {
        if (kind === "gsm") await writeFile(made.path(name), Buffer.alloc(33 * 50, 0xd2));
        else if (kind === "picture") await ffmpeg("-f", "lavfi", "-i", "testsrc=d=0.2", made.path(name));
        else if (kind === "subtitle") await writeFile(made.path(name), "1\n00:00:01,000 --> 00:00:02,000\nHello\n");
        else
          await ffmpeg(
            "-i",
            made.path("a.wav"),
            ...(kind === "g722" || kind === "sbc" ? ["-c:a", kind] : []),
            made.path(name),
          );
        const refused = await probe(made.path(name)).then(
          () => "taken",
          (error: Error) => error.message,
        );
        expect(refused).toContain(kind);
        expect(refused).toMatch(/unsupported format|no sound/);
        expect(refused).not.toMatch(/other files/);
      });
    });

    /** ffmpeg's own conversion to 16 kHz mono, without Sister. */
    async function usual(name: string): Promise<Int16Array> {
      const mono = "aresample=16000,aformat=sample_fmts=s16:sample_rates=16000:channel_layouts=mono";
      const words = [
        "-v",
        "error",
        "-i",
        made.path(name),
        "-af",
        `${mono},aresample=async=1:min_hard_comp=0.015:first_pts=0`,
      ];
      const { stdout } = await promisify(execFile)("ffmpeg", [...words, "-f", "s16le", "-"], {
        encoding: "buffer",
        maxBuffer: 1 << 26,
      });
      return new Int16Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
    }
  },
);

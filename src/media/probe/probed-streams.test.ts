import { describe, expect, test } from "vitest";
import {
  audioTracksOf,
  chooseAudio,
  chooseVideo,
  declaredDuration,
  frameRateOf,
  numberOf,
  promisedEnd,
  ratioOf,
  type ProbedStream,
} from "./probed-streams.js";

const sound = (more: Partial<ProbedStream> = {}): ProbedStream => ({
  index: 0,
  codec_type: "audio",
  codec_name: "aac",
  sample_rate: "48000",
  ...more,
});
const pictures = (more: Partial<ProbedStream> = {}): ProbedStream => ({
  index: 0,
  codec_type: "video",
  codec_name: "h264",
  width: 640,
  height: 360,
  ...more,
});

describe("numbers of ffprobe", () => {
  test("are null if they are not finite numbers", () => {
    expect(["1.5", "-2", "", " ", "N/A", undefined, "inf"].map(numberOf)).toEqual([
      1.5,
      -2,
      null,
      null,
      null,
      null,
      null,
    ]);
  });
  test("are divided if they are ratios", () => {
    expect(ratioOf("30000/1001")).toBeCloseTo(29.97, 3);
    expect(["0/0", "0/1", "1/0", "", undefined].map(ratioOf)).toEqual([null, null, null, null, null]);
  });
});

describe("the frame rate", () => {
  test.each([
    ["30000/1001", "30000/1001", 30000 / 1001],
    ["25/1", "2498/100", 25], // rounded by the length
    ["90000/1", "24/1", 24], // a variable rate
    ["0/0", "30/1", 30],
    ["30/1", "0/0", 30],
    ["90000/1", "0/0", 25],
    ["0/0", "0/0", 25],
  ])("of %s, %s on average", (r_frame_rate, avg_frame_rate, rate) => {
    expect(frameRateOf(pictures({ r_frame_rate, avg_frame_rate }))).toBeCloseTo(rate, 6);
  });
});

describe("the choice of streams", () => {
  test("does not take cover art for video", () => {
    const cover = pictures({ index: 1, disposition: { attached_pic: 1 } });
    expect(chooseVideo([cover])).toBeNull();
    expect(chooseVideo([cover, pictures({ index: 2, width: 320 })])?.width).toBe(320);
  });
  test("takes the file's default sound, or else the first plausible one that can be decoded", () => {
    const chosen = (...streams: ProbedStream[]): number | undefined => chooseAudio(audioTracksOf({ streams }))?.track;
    const unknown: ProbedStream = { index: 0, codec_type: "audio" };
    expect(chosen(unknown, sound({ index: 1 }), sound({ index: 2 }))).toBe(2);
    expect(chosen(sound({ index: 1 }), sound({ index: 2, disposition: { default: 1 } }))).toBe(2);
    expect(chosen(sound({ index: 1, sample_rate: "1" }), sound({ index: 2 }))).toBe(2);
    expect(chosen(unknown, pictures())).toBeUndefined();
  });
});

describe("the length of a file", () => {
  test("is unknown if ffprobe only guesses it", () => {
    expect(declaredDuration({ format: { format_name: "mp3", duration: "60" } })).toBeNull();
    expect(declaredDuration({ format: { format_name: "mov,mp4", duration: "60" } })).toBe(60);
    expect(declaredDuration({ format: { format_name: "matroska,webm" }, streams: [sound({ duration: "3" })] })).toBe(3);
  });
  test("is promised from the start of the container", () => {
    const format = { format_name: "mov,mp4", start_time: "10" };
    expect(promisedEnd({ format }, sound({ start_time: "10.7", duration: "5" }))).toBeCloseTo(5.7, 6);
    const matroska = { format_name: "matroska,webm", start_time: "0" };
    expect(promisedEnd({ format: matroska }, sound({ tags: { DURATION: "00:01:15.500000000" } }))).toBe(75.5);
    expect(promisedEnd({ format: matroska }, sound())).toBeNull();
    expect(promisedEnd({ format: { format_name: "mpegts" } }, sound({ duration: "5" }))).toBeNull();
  });
});

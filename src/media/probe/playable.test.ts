import { describe, expect, test } from "vitest";
import type { MediaDescription } from "./media.js";
import { keptInMp4, needsLook, previewWay } from "./playable.js";

const MP4 = "mov,mp4,m4a,3gp,3g2,mj2";
const MKV = "matroska,webm";

function file(container: string, video: string | null, audio: string, more: Partial<MediaDescription> = {}) {
  const [codec = "", pixelFormat = "yuv420p"] = (video ?? "").split(" ");
  return {
    duration: 60,
    startTime: 0,
    container,
    video: video === null ? null : { codec, pixelFormat, width: 1280, height: 720, frameRate: 25 },
    audio: { streamIndex: 1, track: 1, codec: audio, channels: 2, sampleRate: 48_000 },
    ...more,
  } satisfies MediaDescription;
}

describe("what browsers play", () => {
  test.each([
    [MP4, "h264", "aac", "original"],
    [MP4, "h264 yuvj420p", "mp3", "original"],
    [MP4, "h264 yuv420p10le", "aac", "transcode"],
    [MP4, "h264 yuv422p", "aac", "transcode"],
    [MP4, "h264", "ac3", "remux"],
    [MP4, "hevc", "aac", "transcode"],
    [MP4, "av1", "aac", "transcode"],
    [MP4, "prores yuv422p10le", "pcm_s16le", "transcode"],
    [MKV, "h264", "aac", "remux"],
    [MKV, "h264", "ac3", "remux"],
    [MKV, "hevc", "aac", "transcode"],
    [MKV, "vp8", "vorbis", "original"],
    [MKV, "vp9", "opus", "original"],
    [MKV, "av1", "opus", "original"],
    [MKV, "vp9 yuv420p10le", "opus", "transcode"],
    [MKV, "vp9", "aac", "transcode"],
    ["mpegts", "h264", "aac", "remux"],
    ["mpegts", "mpeg2video", "mp2", "transcode"],
    ["avi", "mpeg4", "mp3", "transcode"],
    ["flv", "h264", "aac", "remux"],
    ["ogg", "theora", "vorbis", "transcode"],
  ])("%s with %s and %s: %s", (container, video, audio, way) => {
    expect(previewWay(file(container, video, audio))).toBe(way);
  });

  test.each([
    ["mp3", "mp3", "original"],
    ["aac", "aac", "original"],
    [MP4, "aac", "original"],
    [MP4, "alac", "remux"],
    ["wav", "pcm_s16le", "original"],
    ["wav", "pcm_mulaw", "remux"],
    ["flac", "flac", "original"],
    ["ogg", "vorbis", "original"],
    ["ogg", "opus", "original"],
    [MKV, "opus", "original"],
    ["ac3", "ac3", "remux"],
  ])("%s with only %s: %s", (container, audio, way) => {
    expect(previewWay(file(container, null, audio))).toBe(way);
  });

  test("files with a late clock or another track than the first are remuxed", () => {
    expect(previewWay(file(MP4, "h264", "aac", { startTime: 10 }))).toBe("remux");
    expect(previewWay(file("mp3", null, "mp3", { startTime: 0.025 }))).toBe("original");
    const second = { streamIndex: 2, track: 2, codec: "aac", channels: 2, sampleRate: 48_000 };
    expect(previewWay(file(MP4, "h264", "aac", { audio: second }))).toBe("remux");
  });

  test("a stored description without a pixel format needs a new probe", () => {
    const { pixelFormat, ...old } = file(MP4, "h264", "aac").video ?? {};
    expect(pixelFormat).toBe("yuv420p");
    const media = file(MP4, "h264", "aac", { video: old as MediaDescription["video"] });
    expect([needsLook(media), needsLook(file(MP4, "h264", "aac")), needsLook(file("mp3", null, "mp3"))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("an MP4 keeps H.264, AAC and MP3", () => {
    expect(keptInMp4(file(MKV, "h264", "ac3"))).toEqual({ picture: true, sound: false });
    expect(keptInMp4(file(MKV, "hevc", "mp3"))).toEqual({ picture: false, sound: true });
    expect(keptInMp4(file("ac3", null, "ac3"))).toEqual({ picture: false, sound: false });
  });
});

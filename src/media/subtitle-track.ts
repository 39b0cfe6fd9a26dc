/** The subtitle tracks inside a video, as texts. */
import { SisterError } from "../errors.js";
import { causeOf, FfmpegFailure, MEDIA_FORMATS, runFfmpegToMemory, runFfprobe } from "./ffmpeg.js";
import { probe } from "./probe/probe.js";
import type { ProbedFile } from "./probe/probed-streams.js";

export interface EmbeddedSubtitles {
  /** Number among the subtitle tracks, from 1. */
  readonly track: number;
  readonly codec: string;
  /** The file's language tag (ISO 639). Null if it has none. */
  readonly language: string | null;
  readonly title: string | null;
}

export interface ExtractedSubtitles extends EmbeddedSubtitles {
  /** The text of a subtitle file. */
  readonly text: string;
  /** The ending of such a file's name: "srt", "ass" or "vtt". */
  readonly format: "srt" | "ass" | "vtt";
  /** Seconds of the video; null if its container does not tell. */
  readonly duration: number | null;
}

/** Most bytes of a track: ten hours of ASS stay below. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Tracks of pictures: they hold no text. */
const PICTURES = new Set(["hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle", "xsub"]);

/**
 * Reads a text subtitle track of a video. Times count from the video's time 0.
 *
 * Throws a SisterError (exit code 2) that says what to do if the file cannot be read, has no such track, or if the track holds pictures.
 *
 * @param track number among the subtitle tracks, from 1
 *
 * @example
 * const { text, format } = await extractSubtitles("film.mkv", 2);
 */
export async function extractSubtitles(file: string, track: number, signal?: AbortSignal): Promise<ExtractedSubtitles> {
  const { streams = [], format: container } = await describe(file, signal);
  const found = streams.filter(({ codec_type }) => codec_type === "subtitle");
  const tracks = found.map(({ codec_name = "unknown", tags = {} }, i): EmbeddedSubtitles => ({
    track: i + 1,
    codec: codec_name,
    language: tags["language"] !== undefined && tags["language"] !== "und" ? tags["language"] : null,
    title: tags["title"] ?? null,
  }));
  const [chosen, stream] = [tracks[track - 1], found[track - 1]];
  if (!chosen || !stream) {
    throw refused(
      tracks.length === 0
        ? `${file} has no subtitle track: leave --source-track out, so that its speech is transcribed`
        : `${file} has no subtitle track ${track}: give one of ${tracks.map(nameTrack).join(", ")}`,
    );
  }
  if (PICTURES.has(chosen.codec)) {
    const texts = tracks.filter(({ codec }) => !PICTURES.has(codec));
    throw refused(
      `subtitle ${nameTrack(chosen)} of ${file} holds pictures of letters and no text, which Sister cannot read: ` +
        (texts.length > 0
          ? `give one with text, ${texts.map(nameTrack).join(", ")}`
          : "leave --source-track out, so that the speech is transcribed"),
    );
  }
  const format = chosen.codec === "ass" || chosen.codec === "ssa" ? "ass" : chosen.codec === "webvtt" ? "vtt" : "srt";
  const writer = { ass: ["ass", "ass"], vtt: ["webvtt", "webvtt"], srt: ["srt", "srt"] }[format];
  try {
    const bytes = await runFfmpegToMemory(
      {
        inputs: [{ file, formats: MEDIA_FORMATS }],
        options: ["-map", `0:${stream.index}`, "-c:s", writer[0] ?? "", "-f", writer[1] ?? ""],
        signal,
      },
      MOST_BYTES,
    );
    const duration = Number(container?.duration);
    return {
      ...chosen,
      text: new TextDecoder().decode(bytes),
      format,
      duration: Number.isFinite(duration) ? duration : null,
    };
  } catch (error) {
    if (!(error instanceof FfmpegFailure)) throw error;
    throw new SisterError(
      `subtitle ${nameTrack(chosen)} of ${file} could not be read (${causeOf(error)}): give another with --source-track, or leave it out`,
      { exitCode: 2, cause: error },
    );
  }
}

/** `track 2 (subrip, eng, "Signs")`. */
export function nameTrack({ track, codec, language, title }: EmbeddedSubtitles): string {
  const about = [codec, language, title === null ? null : `"${title}"`].filter((part) => part !== null);
  return `track ${track} (${about.join(", ")})`;
}

async function describe(file: string, signal: AbortSignal | undefined): Promise<ProbedFile> {
  const input = { file, formats: MEDIA_FORMATS };
  try {
    return JSON.parse(
      await runFfprobe(input, ["-show_format", "-show_streams", "-of", "json"], { signal }),
    ) as ProbedFile;
  } catch (error) {
    if (!(error instanceof FfmpegFailure)) throw error;
    // The probe knows what to say about files that are no videos.
    await probe(file, signal ? { signal } : {});
    throw refused(`${file} could not be read by ffprobe (${causeOf(error)}): give a file that a player can play`);
  }
}

function refused(message: string): SisterError {
  return new SisterError(message, { exitCode: 2 });
}

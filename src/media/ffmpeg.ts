/**
 * The only place that runs ffmpeg and ffprobe. It restricts what they may read, and interprets their messages.
 * fluent-ffmpeg (archived since 2025) builds the command line and is used only here. It starts nothing: `children`
 * does, with a clean environment and limits.
 */
import { resolve } from "node:path";
import { PassThrough } from "node:stream";
import ffmpeg from "fluent-ffmpeg";
import type { ChildFailure } from "../children/child-failure.js";
import { startChild, type Child } from "../children/child.js";
import { runChild } from "../children/run-child.js";
import { messageOf, SisterError } from "../errors.js";
import { ffmpegBounds, ffprobeBounds, type MediaWork } from "./ffmpeg-bounds.js";

/**
 * The demuxers that read only the given file. Left out on purpose: formats that name other files or hosts (hls, dash,
 * concat, sdp, rtsp, image sequences, scripts, imf), and formats that ffmpeg recognizes only by the file name.
 */
export const MEDIA_FORMATS = [
  ...["mov", "matroska", "mpegts", "mpeg", "avi", "flv", "asf", "ogg", "nut", "mxf", "gxf", "dv", "rm", "ivf"],
  ...["wav", "w64", "aiff", "caf", "au", "mp3", "aac", "loas", "flac", "ac3", "eac3", "dts", "amr", "wv", "tta", "ape"],
].join(",");

/** The demuxers of subtitle files that Sister burns and muxes. */
export const SUBTITLE_FORMATS = "srt,webvtt,ass";

/** How many of ffmpeg's last lines are kept: a damaged file can make it write millions. */
const KEPT_LINES = 60;
/** How many characters of a line without an end are kept. */
const LONGEST_LINE = 65_536;

/** Limits of ffprobe: its output (streams and tags, never packets), and the time to read the head of a file. */
const PROBE_LIMITS = { bytes: 8 * 1024 * 1024, seconds: 120 };

/**
 * Messages of ffmpeg itself, not of a demuxer or codec, about failed writes. Its exit status is not enough: with a full
 * disk it is 0 if a subtitle stream was written last.
 */
const UNWRITTEN =
  /^\[(error|fatal)\] .*(writing trailer|closing file|interleaved_write|to the muxer|muxing a packet|no space left|quota exceeded|file too large)/i;

/** A file to read, and the demuxers that may read it. */
export interface FfmpegInput {
  file: string;
  /** Comma-separated names of demuxers, such as MEDIA_FORMATS. */
  formats: string;
  /** Further options of this input, as pairs of name and value. */
  options?: string[];
}

/** Bytes in memory to read like a file. ffmpeg cannot seek in them. */
interface FfmpegMemory extends Omit<FfmpegInput, "file"> {
  bytes: Uint8Array;
}

export interface FfmpegCall {
  /** At most one input is in memory; it goes through the pipe. */
  inputs: (FfmpegInput | FfmpegMemory)[];
  /** The amount of work, which limits memory and time. Default: that of a large video. */
  work?: MediaWork | undefined;
  /** Options of the output: maps, filters, codecs, `-f`. At least two words. */
  options: string[];
  /** A path, a stream with `autoDestroy: false` (see below), or null to write nothing. */
  output: string | PassThrough | null;
  /** Ends ffmpeg at once. */
  signal?: AbortSignal | undefined;
  /**
   * Called with every line of ffmpeg's messages. Warnings and errors begin with their level: `[mp3 @ 0x1] [error] ...`.
   */
  onLine?: (line: string) => void;
}

/** ffmpeg failed. `lines` are its last messages. */
export class FfmpegFailure extends Error {
  readonly lines: readonly string[];
  constructor(message: string, lines: readonly string[]) {
    super(message);
    this.name = "FfmpegFailure";
    this.lines = lines;
  }
}

/**
 * The options before every input: this file, these demuxers, and nothing that the file refers to. The search for
 * streams goes further than by default (5 s, 5 MB), because the sound of a recording may start late. ffprobe and ffmpeg
 * get the same options; otherwise they would not agree on the start of the file.
 */
function readingOptions({ formats }: { formats: string }, protocol = "file"): string[] {
  const depth = ["-analyzeduration", "60000000", "-probesize", "50000000"];
  return ["-protocol_whitelist", protocol, "-format_whitelist", formats, ...depth];
}

/**
 * By default ffmpeg counts the times of a transport stream from the first requested stream. Sound that starts 0.7 s
 * after the picture would lose these 0.7 s if only the sound is decoded. ffmpeg does not do this if the offset of the
 * input is not exactly its start, hence a millionth of a second, which is less than any time base here.
 */
const FROM_THE_START_OF_ALL = ["-itsoffset", "0.000001"];

/**
 * A path that ffmpeg cannot misread. Without the protocol in front, a colon would end a protocol name, and a leading
 * `-` would start an option.
 */
function fileUrl(file: string): string {
  return `file:${resolve(file)}`;
}

/**
 * Options of every command. A gap in a transport stream stays a gap: by default ffmpeg closes gaps of over 10 s, which
 * makes all later times wrong.
 */
const EVERYWHERE = [
  ...["-y", "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+warning"],
  ...["-dts_delta_threshold", "3600"],
];

/**
 * Runs ffmpeg to its end, without a network if the kernel allows it. Rejects with an FfmpegFailure if ffmpeg fails, and
 * with the signal's reason if the run is aborted. Rejects with a SisterError if there is no ffmpeg, if it stands still,
 * or if it exceeds the memory or time of its work. When the promise settles, the process has ended.
 *
 * @example
 * await runFfmpeg({
 *   inputs: [{ file: "talk.mp4", formats: MEDIA_FORMATS }],
 *   options: ["-map", "0:a:0", "-f", "wav"],
 *   output: "talk.wav",
 * });
 */
export async function runFfmpeg(call: FfmpegCall): Promise<void> {
  const { inputs, work, output, signal, onLine } = call;
  if (signal?.aborted) throw asError(signal.reason);
  const memory = inputs.find((input) => "bytes" in input)?.bytes;
  const toPipe = output instanceof PassThrough;
  const child = startChild(process.env["FFMPEG_PATH"] || "ffmpeg", wordsOf(call), {
    kind: "media",
    what: "ffmpeg",
    noNetwork: true,
    bounds: ffmpegBounds(work),
    stdio: [memory ? "pipe" : "ignore", toPipe ? "pipe" : "ignore", "pipe"],
  });
  const talk = listen(child, onLine);
  if (memory) child.stdin.on("error", () => undefined).end(memory);
  if (toPipe) child.stdout.pipe(output, { end: true });
  const stop = (): void => {
    child.end();
    // Nobody may read it any more, and a pipe with data in it stays open.
    if (toPipe) child.stdout.destroy();
  };
  signal?.addEventListener("abort", stop, { once: true });
  const { code, signal: endedBy, failure } = await child.ended;
  signal?.removeEventListener("abort", stop);
  if (signal?.aborted) throw asError(signal.reason);
  if (failure) throw failure.trouble === "missing" ? missing("ffmpeg") : failure;
  const { lines, unwritten } = talk();
  if (code !== 0)
    throw new FfmpegFailure(`ffmpeg ${endedBy ? `was killed by ${endedBy}` : `ended with status ${code}`}`, lines);
  if (unwritten !== null) throw new FfmpegFailure(unwritten, lines);
}

/** The command line that fluent-ffmpeg builds, from a method that its types do not declare. */
function wordsOf({ inputs, options, output }: FfmpegCall): string[] {
  const command = ffmpeg();
  for (const input of inputs) {
    const isFile = "file" in input;
    const reading = [...readingOptions(input, isFile ? "file" : "pipe"), ...FROM_THE_START_OF_ALL];
    // Each word as a separate argument: fluent-ffmpeg splits a single option at its space.
    command
      .input(isFile ? fileUrl(input.file) : "pipe:0")
      .inputOptions(...([...reading, ...(input.options ?? [])] as [string, string]));
  }
  command
    .outputOptions(...([...EVERYWHERE, ...options] as [string, string]))
    .output(output === null ? "-" : typeof output === "string" ? fileUrl(output) : "pipe:1");
  return (command as unknown as { _getArguments(): string[] })._getArguments();
}

/** Follows ffmpeg's messages line by line. The returned function returns the lines to keep. */
function listen(
  child: Child,
  onLine: ((line: string) => void) | undefined,
): () => { lines: string[]; unwritten: string | null } {
  const lines: string[] = [];
  let unwritten: string | null = null;
  let rest = "";
  let furthest = -1;
  const hear = (line: string): void => {
    // Progress lines only go to onLine.
    if (line.startsWith("[")) lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    if (UNWRITTEN.test(line)) unwritten ??= line;
    const time = Number(/^out_time_us=(\d+)/.exec(line)?.[1] ?? -1);
    if (time > furthest) {
      furthest = time;
      child.progressed();
    }
    onLine?.(line);
  };
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split(/\r\n|\r|\n/);
    rest = (parts.pop() ?? "").slice(-LONGEST_LINE);
    for (const line of parts) hear(line);
  });
  return () => {
    if (rest !== "") hear(rest);
    rest = "";
    return { lines, unwritten };
  };
}

/**
 * Runs ffmpeg like runFfmpeg and returns its output.
 *
 * @param most limit of the output in bytes; beyond it ffmpeg is stopped and the promise rejects with a SisterError
 */
export async function runFfmpegToMemory(
  { signal, ...call }: Omit<FfmpegCall, "output">,
  most: number,
): Promise<Uint8Array> {
  const stream = new PassThrough({ autoDestroy: false });
  const excess = new AbortController();
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
    else excess.abort(new SisterError(`ffmpeg wrote more than ${most} bytes, its limit`));
  });
  const read = new Promise<void>((done) => stream.once("end", done));
  const stop = signal ? AbortSignal.any([signal, excess.signal]) : excess.signal;
  await runFfmpeg({ ...call, output: stream, signal: stop });
  await read;
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/**
 * Runs ffprobe on one file and returns its output. Time and output are limited, because a file may declare a million
 * streams. If ffprobe was stopped from outside, it is run once more. Rejects with an FfmpegFailure, the signal's
 * reason, or a SisterError if there is no ffprobe or a limit is reached.
 *
 * @param show what to print: `["-show_format", "-of", "json"]`
 */
export async function runFfprobe(
  input: FfmpegInput,
  show: string[],
  {
    signal,
    limits = PROBE_LIMITS,
  }: { signal?: AbortSignal | undefined; limits?: { bytes: number; seconds: number } } = {},
): Promise<string> {
  const words = [
    ...["-hide_banner", "-loglevel", "level+warning", ...readingOptions(input), ...(input.options ?? [])],
    ...[...show, fileUrl(input.file)],
  ];
  for (let attempt = 1; ; attempt++) {
    if (signal?.aborted) throw asError(signal.reason);
    const { code, failure, stdout, stderr } = await runChild(process.env["FFPROBE_PATH"] || "ffprobe", words, {
      kind: "media",
      what: "ffprobe",
      noNetwork: true,
      bounds: ffprobeBounds(limits.seconds),
      mostBytes: limits.bytes,
      signal,
    });
    if (failure?.trouble === "stopped" && attempt === 1) continue;
    if (failure) throw probeFailure(input.file, failure, limits);
    if (code === 0) return stdout;
    const lines = stderr.split("\n").filter(Boolean).slice(-KEPT_LINES);
    throw new FfmpegFailure(`ffprobe ended with status ${code}`, lines);
  }
}

function probeFailure(file: string, failure: ChildFailure, limits: { bytes: number; seconds: number }): SisterError {
  const wrong = (message: string): SisterError => new SisterError(message, { exitCode: 2, cause: failure });
  if (failure.trouble === "missing") return missing("ffprobe");
  if (failure.trouble === "time")
    return wrong(`${file} could not be read within ${limits.seconds} s: it is damaged, or its disk is too slow`);
  if (failure.trouble === "output")
    return wrong(`${file} has a description of more than ${limits.bytes} bytes: it is damaged or not a video`);
  return failure;
}

/**
 * The most useful of ffmpeg's messages about a failure, without its prefix `[mov @ 0x55...] [error]`. It is the first
 * error, because the following ones are its consequences.
 */
export function causeOf(error: unknown): string {
  if (!(error instanceof FfmpegFailure)) return messageOf(error);
  const line = error.lines.find((text) => /\[(error|fatal)\]/.test(text)) ?? error.lines.at(-1) ?? error.message;
  return line.replace(/^(\[[^\]]*\] ?)+/, "").trim();
}

function missing(program: string): SisterError {
  return new SisterError(`${program} was not found: install ffmpeg (on Debian: apt-get install ffmpeg)`);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/**
 * The one place that runs ffmpeg and ffprobe: what they may read, and what becomes of what they say. fluent-ffmpeg (archived since 2025) writes the
 * command's words, and is used here alone. It starts nothing: `children` does, with a clean environment and bounds.
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
 * The demuxers that read the file they are given and nothing else. Left out on purpose: whatever names other files or hosts
 * (hls, dash, concat, sdp, rtsp, image sequences, scripts, imf) and whatever ffmpeg recognizes by the file's name alone.
 */
export const MEDIA_FORMATS = [
  ...["mov", "matroska", "mpegts", "mpeg", "avi", "flv", "asf", "ogg", "nut", "mxf", "gxf", "dv", "rm", "ivf"],
  ...["wav", "w64", "aiff", "caf", "au", "mp3", "aac", "loas", "flac", "ac3", "eac3", "dts", "amr", "wv", "tta", "ape"],
].join(",");

/** The demuxers of subtitle files that Sister burns and muxes. */
export const SUBTITLE_FORMATS = "srt,webvtt,ass";

/** How many lines of ffmpeg's talk are kept, the newest: a damaged file can make it write millions. */
const KEPT_LINES = 60;
/** Characters that are kept of a line that does not end. */
const LONGEST_LINE = 65_536;

/** What a file may make ffprobe write (streams and tags are described, never packets), and how long it may take to read the head of a file. */
const PROBE_LIMITS = { bytes: 8 * 1024 * 1024, seconds: 120 };

/**
 * What ffmpeg itself (no demuxer, no codec) says when it could not write. Its exit status does not tell: with a full disk it
 * is 0 when a subtitle stream was the last to be written.
 */
const UNWRITTEN =
  /^\[(error|fatal)\] .*(writing trailer|closing file|interleaved_write|to the muxer|muxing a packet|no space left|quota exceeded|file too large)/i;

/** A file to read, and by which demuxers it may be read. */
export interface FfmpegInput {
  file: string;
  /** Comma-separated names of demuxers, such as MEDIA_FORMATS. */
  formats: string;
  /** Further options of this input, in pairs of name and value. */
  options?: string[];
}

/** What is in memory, to read as a file is. ffmpeg cannot go back in it. */
interface FfmpegMemory extends Omit<FfmpegInput, "file"> {
  bytes: Uint8Array;
}

export interface FfmpegCall {
  /** One of them at most in memory: it goes by the pipe. */
  inputs: (FfmpegInput | FfmpegMemory)[];
  /** How much there is to do, which bounds its memory and time. Default: that of a large video. */
  work?: MediaWork | undefined;
  /** Options of the output: maps, filters, codecs, `-f`. At least two words. */
  options: string[];
  /** A path; or a stream, made with `autoDestroy: false` (see below); or null to write nothing. */
  output: string | PassThrough | null;
  /** Ends ffmpeg at once. */
  signal?: AbortSignal | undefined;
  /** Everything that ffmpeg says, line by line; warnings and errors begin with their level, as in `[mp3 @ 0x1] [error] ...`. */
  onLine?: (line: string) => void;
}

/** ffmpeg did not end well. `lines` is the last of what it said. */
export class FfmpegFailure extends Error {
  readonly lines: readonly string[];
  constructor(message: string, lines: readonly string[]) {
    super(message);
    this.name = "FfmpegFailure";
    this.lines = lines;
  }
}

/**
 * The options in front of every file: this file, by these demuxers, and nothing that it may refer to. It is looked into
 * further than by default (5 s, 5 MB): the sound of a recording may start later. The same for ffprobe and ffmpeg, or they
 * would not agree on where the file starts.
 */
function readingOptions({ formats }: { formats: string }, protocol = "file"): string[] {
  const depth = ["-analyzeduration", "60000000", "-probesize", "50000000"];
  return ["-protocol_whitelist", protocol, "-format_whitelist", formats, ...depth];
}

/**
 * By default ffmpeg counts the times of a transport stream from the first of the streams it was asked for, so that sound
 * which starts 0.7 s after the picture would lose those 0.7 s when only the sound is decoded. It leaves this be when the
 * offset of the input is not exactly its start: hence a millionth of a second, which is less than any time base here.
 */
const FROM_THE_START_OF_ALL = ["-itsoffset", "0.000001"];

/**
 * A path as ffmpeg takes it for this path and no other: without the protocol in front, a colon would be read as one, and a
 * leading `-` as an option.
 */
function fileUrl(file: string): string {
  return `file:${resolve(file)}`;
}

/** In every command. A hole in a transport stream is a hole: by default ffmpeg closes every gap of over 10 s, and all later times would be wrong. */
const EVERYWHERE = [
  ...["-y", "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+warning"],
  ...["-dts_delta_threshold", "3600"],
];

/**
 * Runs ffmpeg to its end, without a network where the kernel allows that. Resolves when it ended well; rejects with an FfmpegFailure when it did not,
 * with the signal's reason when it was aborted, and with a SisterError when there is no ffmpeg, when it stood still, or when it took more memory or
 * time than its work needs. Once settled, the process is gone.
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
    // Nobody may be reading it any more, and a pipe with data in it stays open.
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

/** What fluent-ffmpeg would start ffmpeg with, in a method that its types do not name. */
function wordsOf({ inputs, options, output }: FfmpegCall): string[] {
  const command = ffmpeg();
  for (const input of inputs) {
    const isFile = "file" in input;
    const reading = [...readingOptions(input, isFile ? "file" : "pipe"), ...FROM_THE_START_OF_ALL];
    // Each word as an argument of its own: fluent-ffmpeg splits a lone option at its space.
    command
      .input(isFile ? fileUrl(input.file) : "pipe:0")
      .inputOptions(...([...reading, ...(input.options ?? [])] as [string, string]));
  }
  command
    .outputOptions(...([...EVERYWHERE, ...options] as [string, string]))
    .output(output === null ? "-" : typeof output === "string" ? fileUrl(output) : "pipe:1");
  return (command as unknown as { _getArguments(): string[] })._getArguments();
}

/** Follows what ffmpeg says, line by line; the function gives what is kept of it. */
function listen(
  child: Child,
  onLine: ((line: string) => void) | undefined,
): () => { lines: string[]; unwritten: string | null } {
  const lines: string[] = [];
  let unwritten: string | null = null;
  let rest = "";
  let furthest = -1;
  const hear = (line: string): void => {
    // Its progress lines are for onLine alone.
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
 * Runs ffmpeg as runFfmpeg does, and gives what it wrote.
 *
 * @param most bytes that it may write: ffmpeg is stopped beyond, and this rejects with a SisterError
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
    else excess.abort(new SisterError(`ffmpeg wrote more than ${most} bytes where it may not`));
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
 * Runs ffprobe on one file and returns what it wrote. Bounded in time and in size: a file may declare a million streams. One that somebody stopped
 * is run once more.
 * Rejects with an FfmpegFailure, the signal's reason, or a SisterError when there is no ffprobe or a bound is reached.
 *
 * @param show what to print: `["-show_format", "-of", "json"]`.
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
    return wrong(`${file} was not understood within ${limits.seconds} s: it is damaged, or its disk is too slow`);
  if (failure.trouble === "output")
    return wrong(`${file} describes itself in more than ${limits.bytes} bytes: it is damaged, or no video`);
  return failure;
}

/**
 * The line of ffmpeg's talk that says most about a failure, without its `[mov @ 0x55...] [error]` in front; the first error,
 * for those that follow are its consequences.
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

/**
 * The one place that starts ffmpeg and ffprobe. fluent-ffmpeg (archived since 2025) is used here and nowhere else, so that
 * replacing it is a change of this file.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { PassThrough, Readable } from "node:stream";
import ffmpeg from "fluent-ffmpeg";
import { messageOf, SisterError } from "../errors.js";

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
export interface FfmpegMemory extends Omit<FfmpegInput, "file"> {
  bytes: Uint8Array;
}

export interface FfmpegCall {
  /** One of them at most in memory: it goes by the pipe. */
  inputs: (FfmpegInput | FfmpegMemory)[];
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
export function fileUrl(file: string): string {
  return `file:${resolve(file)}`;
}

/**
 * Runs ffmpeg to its end. Resolves when it ended well; rejects with an FfmpegFailure when it did not, with the signal's
 * reason when it was aborted, and with a SisterError when there is no ffmpeg. Once settled, the process is gone.
 *
 * @example
 * await runFfmpeg({
 *   inputs: [{ file: "talk.mp4", formats: MEDIA_FORMATS }],
 *   options: ["-map", "0:a:0", "-f", "wav"],
 *   output: "talk.wav",
 * });
 */
export function runFfmpeg({ inputs, options, output, signal, onLine }: FfmpegCall): Promise<void> {
  return new Promise((done, fail) => {
    if (signal?.aborted) {
      fail(asError(signal.reason));
      return;
    }
    const lines: string[] = [];
    let unwritten: string | null = null;
    const command = ffmpeg();
    for (const input of inputs) {
      const isFile = "file" in input;
      command.input(isFile ? fileUrl(input.file) : Readable.from([input.bytes]));
      const reading = readingOptions(input, isFile ? "file" : "pipe");
      // Each word as an argument of its own: fluent-ffmpeg splits a lone option at its space.
      command.inputOptions(...([...reading, ...FROM_THE_START_OF_ALL, ...(input.options ?? [])] as [string, string]));
    }
    // A hole in a transport stream is a hole: by default ffmpeg closes every gap of over 10 s, and all later times would be wrong.
    const everywhere = [
      "-y",
      "-nostdin",
      "-hide_banner",
      "-nostats",
      "-loglevel",
      "level+warning",
      "-dts_delta_threshold",
      "3600",
    ];
    command.outputOptions(...([...everywhere, ...options] as [string, string]));

    // fluent-ffmpeg reports an error before the process has gone, so the end of the process is waited for here.
    let running: Promise<void> = Promise.resolve();
    const settle = (error: Error | null): void => {
      signal?.removeEventListener("abort", stop);
      void running.then(() => {
        if (signal?.aborted) fail(asError(signal.reason));
        else if (error) fail(error);
        else done();
      });
    };
    const stop = (): void => {
      // fluent-ffmpeg knows its child by handle, so this is this process and no other. Before it has started, `start` sees to it.
      const child = childOf(command);
      child?.kill("SIGKILL");
      // Nobody may be reading it any more, and a pipe with data in it stays open.
      child?.stdout?.destroy();
    };
    signal?.addEventListener("abort", stop, { once: true });

    // Never listen for fluent-ffmpeg's `progress`: it would run an ffprobe of its own that knows no whitelist.
    command
      .on("start", () => {
        const child = childOf(command);
        if (child) running = new Promise((gone) => child.once("exit", () => gone()));
        if (signal?.aborted) stop();
      })
      .on("stderr", (line: string) => {
        // Its progress lines are for onLine alone.
        if (line.startsWith("[")) lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
        if (UNWRITTEN.test(line)) unwritten ??= line;
        onLine?.(line);
      })
      .on("end", () => settle(unwritten === null ? null : new FfmpegFailure(unwritten, lines)))
      .on("error", (error: Error) => {
        if (/cannot find ffmpeg|ENOENT/i.test(error.message)) settle(missing("ffmpeg"));
        else settle(new FfmpegFailure(error.message, lines));
      });
    if (output === null) command.output("-").run();
    else if (typeof output === "string") command.output(fileUrl(output)).run();
    // A stream that closes itself makes fluent-ffmpeg call a run failed whose process ends a moment later: hence `autoDestroy: false`.
    else command.pipe(output, { end: true });
  });
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

/** The running child; fluent-ffmpeg keeps it in a property that its types do not name. */
function childOf(command: ffmpeg.FfmpegCommand): ChildProcess | undefined {
  return (command as { ffmpegProc?: ChildProcess }).ffmpegProc;
}

/**
 * Runs ffprobe on one file and returns what it wrote. Bounded in time and in size: a file may declare a million streams.
 * Rejects with an FfmpegFailure, the signal's reason, or a SisterError when there is no ffprobe or a bound is reached.
 *
 * @param show what to print: `["-show_format", "-of", "json"]`.
 */
export function runFfprobe(
  input: FfmpegInput,
  show: string[],
  {
    signal,
    limits = PROBE_LIMITS,
  }: { signal?: AbortSignal | undefined; limits?: { bytes: number; seconds: number } } = {},
): Promise<string> {
  return new Promise((done, fail) => {
    if (signal?.aborted) {
      fail(asError(signal.reason));
      return;
    }
    const words = [
      "-hide_banner",
      "-loglevel",
      "level+warning",
      ...readingOptions(input),
      ...(input.options ?? []),
      ...show,
      fileUrl(input.file),
    ];
    // Not by fluent-ffmpeg: its ffprobe cannot be stopped and has no bounds.
    const child = spawn(process.env["FFPROBE_PATH"] || "ffprobe", words, { stdio: ["ignore", "pipe", "pipe"] });
    let refusal: Error | null = null;
    const stop = (reason: Error): void => {
      refusal ??= reason;
      child.kill("SIGKILL");
    };
    const abort = (): void => stop(asError(signal?.reason));
    signal?.addEventListener("abort", abort, { once: true });
    const timer = setTimeout(() => {
      stop(
        new SisterError(
          `${input.file} was not understood within ${limits.seconds} s: it is damaged, or its disk is too slow`,
          { exitCode: 2 },
        ),
      );
    }, limits.seconds * 1000);

    const out: Buffer[] = [];
    let size = 0;
    let talk = "";
    child.stdout.on("data", (data: Buffer) => {
      size += data.length;
      if (size <= limits.bytes) out.push(data);
      else
        stop(
          new SisterError(
            `${input.file} describes itself in more than ${limits.bytes} bytes: it is damaged, or no video`,
            { exitCode: 2 },
          ),
        );
    });
    child.stderr.setEncoding("utf8").on("data", (data: string) => {
      talk = (talk + data).slice(-16_384);
    });
    child.once("error", (error: NodeJS.ErrnoException) => {
      refusal ??= error.code === "ENOENT" ? missing("ffprobe") : error;
      if (child.pid === undefined) end(null);
    });
    child.once("close", (code) => end(code));
    const end = (code: number | null): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      if (refusal) fail(refusal);
      else if (code === 0) done(Buffer.concat(out).toString("utf8"));
      else
        fail(
          new FfmpegFailure(`ffprobe ended with status ${code}`, talk.split("\n").filter(Boolean).slice(-KEPT_LINES)),
        );
    };
  });
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

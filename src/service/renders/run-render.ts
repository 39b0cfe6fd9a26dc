/** Makes one leased render: from a job's video and subtitles to a file with its final name. */
import { mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf, SisterError } from "../../errors.js";
import type { LetterStyle } from "../../media/letters/letter-style.js";
import type { MediaInfo } from "../../media/probe/media.js";
import { makePreview } from "../../media/preview.js";
import { withTrack } from "../../media/sound/choose-sound.js";
import { muxSubtitles } from "../../media/subtitled-video.js";
import type { Database } from "../../database/database.js";
import { LeaseLost } from "../../store/leases/lease.js";
import {
  failRender,
  finishRender,
  giveUpRender,
  writeRenderProgress,
  type RenderLease,
} from "../../store/renders/render-leases.js";
import { isPreview, renderExtension } from "../../store/renders/renders.js";
import { toSrt } from "../../subtitles/formats/srt.js";
import { endOrphans } from "../work/end-orphans.js";
import type { PerformBurn } from "./perform-burn.js";
import type { WorkContext } from "../work/run-job.js";
import { WriteQueue } from "../work/write-queue.js";
import { syncFolder } from "../uploads/sync-folder.js";
import { clientErrorMessage } from "../client-messages.js";

export type RenderContext = Pick<WorkContext, "database" | "folder" | "warn">;

/** Least time between two writes of progress, in milliseconds, and least share of the video. */
const PROGRESS_EVERY = { ms: 500, share: 0.01 };

/**
 * Makes a leased render. Resolves when it has completed or failed, or the lease was lost. Rejects with the signal's
 * reason if it is stopped: then the lease is still held, and the caller hands it back.
 */
export async function runRender(
  context: RenderContext,
  burn: PerformBurn,
  lease: RenderLease,
  signal: AbortSignal,
): Promise<void> {
  const { database, folder } = context;
  const { render, fence } = lease;
  const outputs = folder.outputs(render.job);
  // The folder of this lease: the previous holder may still be cleaning up, or was killed.
  const prefix = `render-${render.id}-`;
  const work = join(outputs, `${prefix}${fence}`);
  const progress = new RenderProgressWriter(database, lease);
  try {
    if (fence > 1) await removeEarlier(outputs, prefix);
    await mkdir(work, { recursive: true, mode: 0o700 });
    const made = await make(context, burn, lease, work, {
      signal: AbortSignal.any([signal, progress.lost]),
      onProgress: (done) => progress.take(done),
    });
    await progress.settled();
    await finishRender(database, lease, async () => {
      await rename(made, folder.render(render));
      await syncFolder(outputs);
      await syncFolder(dirname(outputs));
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LeaseLost || progress.lost.aborted) return;
    await fail(context, lease, error, work);
  } finally {
    await rm(work, { recursive: true, force: true });
    // If the job was removed meanwhile, its folder is empty now.
    await rmdir(outputs).catch(() => undefined);
  }
}

/** Ends and removes what earlier leases of the render left. */
async function removeEarlier(outputs: string, prefix: string): Promise<void> {
  await endOrphans(join(outputs, prefix));
  for (const name of await readdir(outputs).catch(() => []))
    if (name.startsWith(prefix)) await rm(join(outputs, name), { recursive: true, force: true });
}

/** Writes the video into a folder. Resolves with its path. */
async function make(
  { folder }: RenderContext,
  burn: PerformBurn,
  { render, fence, owner, cues, video }: RenderLease,
  work: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<string> {
  const { kind, language } = render;
  const media = withTrack(video.media as Omit<MediaInfo, "file">, video.audio?.track);
  const info: MediaInfo = { ...media, file: folder.video(video.sha256) };
  const output = join(work, `video.${renderExtension(kind)}`);
  const shared = { info, output, signal, onProgress };
  if (isPreview(render)) {
    await makePreview(shared);
    return output;
  }
  const subtitle = join(work, "subtitles.srt");
  const laidOut = cues.map(({ text, ...times }) => ({ ...times, text: { [language]: text }, words: [] }));
  await writeFile(subtitle, toSrt(laidOut, language), { mode: 0o600 });
  const style = render.style as LetterStyle;
  if (kind === "burn") await burn({ ...shared, id: `render ${render.id} ${fence}`, owner, subtitle, style });
  else await muxSubtitles({ ...shared, tracks: [{ file: subtitle, language }] });
  return output;
}

/** Fails a render that no attempt can make, and queues any other again. */
async function fail(
  { database, folder, warn }: RenderContext,
  lease: RenderLease,
  error: unknown,
  work: string,
): Promise<void> {
  const { render, video } = lease;
  warn(`render ${render.id} of job ${render.job}: ${messageOf(error)}`, error);
  const known = error instanceof SisterError;
  const message = clientErrorMessage(error, {
    [folder.video(video.sha256)]: video.filename,
    [work]: "the data folder",
    [video.sha256]: video.filename,
  });
  try {
    if (known && error.exitCode === 2) await failRender(database, lease, message);
    else await giveUpRender(database, lease, message);
  } catch (late) {
    if (!(late instanceof LeaseLost)) throw late;
  }
}

/** Writes the progress of a render: at most twice a second, and for at least a hundredth more. */
class RenderProgressWriter {
  readonly #database: Database;
  readonly #lease: RenderLease;
  readonly #writes = new WriteQueue();
  #last = { at: 0, done: 0 };

  constructor(database: Database, lease: RenderLease) {
    this.#database = database;
    this.#lease = lease;
  }

  /** Aborted when a write fails, because the lease is over or the database cannot be written. */
  get lost(): AbortSignal {
    return this.#writes.lost;
  }

  take(done: number): void {
    const { at, done: before } = this.#last;
    // The end is written with the file.
    if (done >= 1 || done - before < PROGRESS_EVERY.share || performance.now() - at < PROGRESS_EVERY.ms) return;
    this.#last = { at: performance.now(), done };
    const progress = Math.round(done * 1000) / 1000;
    this.#writes.add(() => writeRenderProgress(this.#database, this.#lease, progress));
  }

  /** Resolves when everything is written. Rejects if a write failed. */
  settled(): Promise<void> {
    return this.#writes.settled();
  }
}

/** Space that an owner's renders take on the disk: the sizes of finished ones, and the expected sizes of the others. */
import { stat } from "node:fs/promises";
import type { Queryable } from "../../database/database.js";
import { listOwnersRenders, type OwnersRender } from "../../store/renders/owner-renders.js";
import type { DataFolder } from "../uploads/data-folder.js";

/** Files whose sizes are read at once. */
const AT_ONCE = 64;

/** Expected size of a render. A mux copies the video, and a burn or a preview is rarely larger than the video. */
export const expectedBytes = (videoBytes: number): number => Math.ceil(videoBytes * 1.05) + 65_536;

/** Bytes of an owner's renders and previews: on the disk now (`stored`), and expected (`toCome`). */
export async function renderedBytes(
  folder: DataFolder,
  on: Queryable,
  owner: string,
): Promise<{ stored: number; toCome: number }> {
  const renders = await listOwnersRenders(on, owner);
  let [stored, toCome] = [0, 0];
  for (const { status, videoBytes } of renders) if (status !== "completed") toCome += expectedBytes(videoBytes);
  const finished = renders.filter(({ status }) => status === "completed");
  for (let at = 0; at < finished.length; at += AT_ONCE) {
    const sizes = await Promise.all(finished.slice(at, at + AT_ONCE).map((render) => sizeOf(folder, render)));
    for (const size of sizes) stored += size;
  }
  return { stored, toCome };
}

const sizeOf = async (folder: DataFolder, render: OwnersRender): Promise<number> =>
  (await stat(folder.render(render)).catch(() => null))?.size ?? 0;

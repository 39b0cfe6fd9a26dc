/** Converts the pictures of README and docs to WebP. */
import { execFile } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Largest size of a picture, in bytes. */
const MOST = 150_000;

/** Names in docs/images/page/ and their source pictures. */
const BEST = {
  choose: "03-two-chosen-en-light-wide",
  "at-work": "06-at-work-en-light-wide",
  editor: "09-editor-en-light-wide",
  export: "14-made-en-light-wide",
  phone: "09-editor-id-dark-phone",
};

/**
 * @param {string} from the folder of all pictures
 * @param {string} to the folder of the best ones
 */
export async function keepBest(from, to) {
  await mkdir(to, { recursive: true });
  for (const [name, picture] of Object.entries(BEST)) {
    const file = join(to, `${name}.webp`);
    await run("ffmpeg", [
      "-v",
      "error",
      "-y",
      "-i",
      join(from, `${picture}.png`),
      "-c:v",
      "libwebp",
      "-quality",
      "85",
      file,
    ]);
    const { size } = await stat(file);
    if (size > MOST) throw new Error(`${file} has ${size} bytes, ${MOST} at most`);
  }
}

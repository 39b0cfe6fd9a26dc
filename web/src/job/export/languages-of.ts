/** The languages of a job's subtitles. Pure. */
import type { Job } from "../../api/client.js";

const BEFORE = "subtitles.";

/**
 * The languages with subtitles, the spoken one first; empty before the job has written any.
 *
 * @example
 * languagesOf(job); // ["en", "es"]
 */
export const languagesOf = ({ links }: Pick<Job, "links">): string[] =>
  Object.keys(links).flatMap((name) => {
    const lang = name.startsWith(BEFORE) ? name.slice(BEFORE.length) : "auto";
    return lang === "auto" ? [] : [lang];
  });

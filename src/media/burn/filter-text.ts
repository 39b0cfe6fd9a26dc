/** Text inside ffmpeg's filter descriptions. */

/**
 * Escapes any text, a path for instance, as the value of a filter's option. ffmpeg reads a filter description twice (its manual, "Notes on
 * filtergraph escaping"): once to cut the graph into filters, once to cut a filter's options; each takes a layer of backslashes away.
 *
 * @example
 * `subtitles=filename=${escapeFilterValue("it's [a]: b.srt")}`
 */
export function escapeFilterValue(text: string): string {
  const option = text.replace(/[\\':]/g, "\\$&");
  return option.replace(/[\\'[\],;]/g, "\\$&").replace(/^\s+|\s+$/g, (spaces) => spaces.replace(/./gs, "\\$&"));
}

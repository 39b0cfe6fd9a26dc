/** Escapes text in ffmpeg's filter descriptions. */

/**
 * Escapes any text, such as a path, as the value of a filter's option. ffmpeg reads a filter description twice (its
 * manual, "Notes on filtergraph escaping"): once to split the graph into filters, once to split a filter's options.
 * Each pass removes a layer of backslashes.
 *
 * @example
 * `subtitles=filename=${escapeFilterValue("it's [a]: b.srt")}`
 */
export function escapeFilterValue(text: string): string {
  const option = text.replace(/[\\':]/g, "\\$&");
  return option.replace(/[\\'[\],;]/g, "\\$&").replace(/^\s+|\s+$/g, (spaces) => spaces.replace(/./gs, "\\$&"));
}

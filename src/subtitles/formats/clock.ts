/** Formats times for subtitle files. Pure. */

/** Whole milliseconds as "01:02:03,004", with the separator of the format. */
export function formatTime(ms: number, separator: "," | "."): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Math.floor(ms / 1000) % 60;
  return `${two(hours)}:${two(minutes)}:${two(seconds)}${separator}${String(ms % 1000).padStart(3, "0")}`;
}

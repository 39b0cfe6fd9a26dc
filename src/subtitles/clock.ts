/** Times as subtitle files write them. Pure. */

/** "01:02:03,004", with the separator of the format. */
export function formatTime(seconds: number, separator: "," | "."): string {
  const total = Math.round(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(total / 3_600_000);
  const minutes = Math.floor(total / 60_000) % 60;
  const whole = Math.floor(total / 1000) % 60;
  return `${two(hours)}:${two(minutes)}:${two(whole)}${separator}${String(total % 1000).padStart(3, "0")}`;
}

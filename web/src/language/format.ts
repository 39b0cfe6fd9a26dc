/** Numbers, sizes and times as the page's language writes them. */
import { pageLanguage } from "./texts.js";

/** Cached formats: they are expensive to create and cheap to use, and a list shows hundreds of numbers at once. */
const formats = new Map<string, unknown>();

function made<T>(name: string, make: () => T): T {
  if (!formats.has(name)) formats.set(name, make());
  return formats.get(name) as T;
}

/** The format in the page's language, so that a change of the language shows at the next render. */
const number = (value: number, options: Intl.NumberFormatOptions): string =>
  made(
    `number ${pageLanguage()} ${JSON.stringify(options)}`,
    () => new Intl.NumberFormat(pageLanguage(), options),
  ).format(value);

/** 0.256 as "26 %". */
export const percent = (share: number): string =>
  number(Math.floor(share * 100) / 100, { style: "percent", maximumFractionDigits: 0 });

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** 1536000 as "1.5 MB". */
export function bytes(count: number): string {
  const power = Math.min(UNITS.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
  const unit = UNITS[power] ?? "byte";
  const value = count / 1000 ** power;
  return number(value, {
    style: "unit",
    unit,
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power === 0 || value >= 100 ? 0 : 1,
  });
}

/** 3725 as "1:02:05"; 65 as "1:05". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** 65.25 as "0:01:05.250": the time of a cue, to the millisecond. */
export function cueClock(seconds: number): string {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60];
  return `${h}:${two(m)}:${two(s)}.${String(ms % 1000).padStart(3, "0")}`;
}

/** 12.34 as "12.3×". */
export const times = (factor: number): string => `${number(factor, { maximumFractionDigits: factor < 10 ? 1 : 0 })}×`;

/** A decimal number. */
export const decimal = (value: number, digits = 1): string => number(value, { maximumFractionDigits: digits });

/** A duration in words, with two units: "2 min 5 sec". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const part = (value: number, unit: string): string =>
    number(value, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 });
  if (whole < 60) return part(whole, "second");
  if (whole < 3600) {
    const rest = whole % 60;
    return rest === 0 || whole >= 600
      ? part(Math.round(whole / 60), "minute")
      : `${part(Math.floor(whole / 60), "minute")} ${part(rest, "second")}`;
  }
  const minutes = Math.round((whole % 3600) / 60);
  return `${part(Math.floor(whole / 3600), "hour")} ${part(minutes, "minute")}`;
}

/** The page's language with the person's country: dates differ between en-US and en-GB. */
const withRegion = (): string =>
  navigator.languages.find((tag) => tag.toLowerCase().split("-")[0] === pageLanguage()) ?? pageLanguage();

/** A date and time as "28 Nov 2026, 20:21". */
export const moment = (iso: string): string =>
  new Intl.DateTimeFormat(withRegion(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));

/** "es" as "Spanish", in the page's language; the code itself if it has no name. */
export function languageName(code: string): string {
  try {
    const names = made(`names ${pageLanguage()}`, () => new Intl.DisplayNames([pageLanguage()], { type: "language" }));
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

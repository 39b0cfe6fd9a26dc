/** The summary of a job as text for people. Pure. */
import type { JobSummary } from "../../pipeline/subtitle-files.js";
import type { ServiceUsage } from "../../translation/translator.js";
import { formatClock } from "../terminal/clock.js";

/** Lists files, duration, speed, and a line for each rank with its share of the work and its idle time. */
export function describeSummary(summary: JobSummary): string {
  const { accounts, segments } = summary;
  const heard = accounts.reduce((sum, account) => sum + account.audioSeconds, 0);
  const speed = summary.duration / summary.wallSeconds;
  const kept = segments.kept > 0 ? ` (${segments.kept} of ${segments.total} segments kept from an earlier run)` : "";
  const rows = accounts.map((account) => [
    String(account.rank),
    account.host,
    String(account.segments),
    formatClock(account.audioSeconds),
    heard > 0 ? `${Math.round((100 * account.audioSeconds) / heard)} %` : "-",
    `${account.busySeconds.toFixed(1)} s`,
    `${account.idleSeconds.toFixed(1)} s`,
  ]);
  const lines = [
    "",
    ...table(["rank", "host", "segments", "audio", "share", "busy", "idle"], rows),
    "",
    `${summary.cues} cues; ${formatClock(summary.duration)} of video in ${formatClock(summary.wallSeconds)}, ${speed.toFixed(1)}x real time${kept}`,
    `sound: ${summary.sound}`,
    `engine: ${summary.engine}`,
  ];
  const translators = Object.entries(summary.translators).map(([target, id]) => `${target} by ${id}`);
  if (translators.length > 0) lines.push(`translation: ${translators.join(", ")}`);
  lines.push(...describeUsage(summary.services));
  if (summary.unknownWords > 0) {
    lines.push(
      `${summary.unknownWords} word${summary.unknownWords === 1 ? "" : "s"} unknown to the dictionaries, left untranslated`,
    );
  }
  const tooFast = Object.entries(summary.tooFast).map(([language, count]) => `${count} in ${language}`);
  if (tooFast.length > 0) {
    lines.push(
      `subtitles that are shown for less time than readers need, because speech goes on: ${tooFast.join(", ")} (sister subtitles check lists them)`,
    );
  }
  if (summary.warnings.length > 0) lines.push("warnings:", ...summary.warnings.map(({ message }) => `  ${message}`));
  lines.push("files:", ...summary.files.map((file) => `  ${file}`));
  return lines.join("\n");
}

/** What each service was asked for, one line each. */
export function describeUsage(services: Readonly<Record<string, ServiceUsage>>): string[] {
  return Object.entries(services).map(([id, { requests, characters, tokens }]) => {
    const counted = tokens > 0 ? `, ${tokens} tokens` : "";
    return `${id}: ${requests} request${requests === 1 ? "" : "s"}, ${characters} characters${counted}`;
  });
}

function table(head: readonly string[], rows: readonly string[][]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}

/** The output of `sister models check` for a model that works. */
import type { ModelCheck } from "../speech/models/check.js";

const TIMES: Readonly<Record<NonNullable<ModelCheck["times"]>, string>> = {
  word: "of each word",
  token: "of each token",
  segment: "of phrases; words inside are aligned, or estimated",
  none: "none; words are aligned, or estimated",
};

const DIGESTS: Readonly<Record<ModelCheck["digests"], string>> = {
  verified: "whole, with the digests of the catalogue",
  recorded: "whole, with the digests that the first download had",
  unknown: "nothing to compare them with: no digests are known",
  damaged: "damaged",
};

/** The result as lines of a name and a value. */
export function describeCheck(check: ModelCheck): string {
  const { engine, family, languages, times, devices, loadSeconds, realTimeFactor, memoryBytes, sentence } = check;
  const spoken = languages[0] === "*" ? "not stated" : languages.join(", ");
  const told = check.detectsLanguage ? "; it can tell which is spoken (--from auto)" : "";
  const rows: [string, string | null][] = [
    ["family", family],
    ["languages", check.task === "speech" ? `${spoken}${told}` : null],
    ["word times", times && TIMES[times]],
    ["files", DIGESTS[check.digests]],
    ["memory", memoryBytes === null ? null : `${Math.round(memoryBytes / 1e6)} MB at most`],
    ["loads in", loadSeconds === null ? null : `${loadSeconds.toFixed(1)} s`],
    [
      "speed",
      realTimeFactor === null || !devices
        ? null
        : `${realTimeFactor.toFixed(2)} s of work for each second of audio, ${devices.threads} thread${devices.threads === 1 ? "" : "s"} on ${devices.provider}`,
    ],
    ["said", sentence && sentence.said],
    ["heard", sentence && (sentence.heard || "nothing")],
  ];
  const lines = rows.flatMap(([name, value]) => (value === null ? [] : [`    ${name.padEnd(11)}${value}`]));
  return [`ok: ${engine ?? check.name}`, ...lines].join("\n");
}

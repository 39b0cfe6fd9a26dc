/** Does all texts of a call of `sister translate`, and prints what came of each. A text that fails does not stop the rest. */
import { basename } from "node:path";
import { SisterError } from "../../errors.js";
import { failureOf } from "../../pipeline/job-list.js";
import { nameLanguage } from "../../translation/languages.js";
import { Bar } from "../terminal/bar.js";
import { printProblem, printText } from "../terminal/print.js";
import { noteServices } from "./service-notes.js";
import { describeUsage } from "./summary.js";
import {
  isWhole,
  lossesOfPlan,
  OpenTranslators,
  planText,
  translateText,
  type TextOptions,
  type TextPlan,
  type TextSummary,
} from "./translate-texts.js";

export interface RunTextsOptions {
  readonly json: boolean;
  readonly signal: AbortSignal;
  /** Whether the call names this text alone: then its error is thrown. */
  readonly isOne: boolean;
  /** How many files the whole call has. */
  readonly total: number;
  /** Files that other parts of the call write. */
  readonly taken: ReadonlySet<string>;
}

/** The result of one text: its summary, or why there is none. */
export type TextResult = { ok: boolean; file: string } & (TextSummary | { error: string });

/** Translates texts one after another. Throws for a call that can do none of them rightly: two that would write the same file. */
export async function runTexts(
  paths: readonly string[],
  options: TextOptions,
  { json, signal, isOne, total, taken }: RunTextsOptions,
): Promise<TextResult[]> {
  const bar = new Bar({ quiet: json });
  const results = new Map<string, TextResult>();
  const plans = new Map<string, TextPlan>();
  const title = (path: string): string => (isOne ? "" : `${basename(path)} (${paths.indexOf(path) + 1} of ${total}): `);
  const fail = (path: string, error: unknown): void => {
    signal.throwIfAborted();
    if (isOne) throw error;
    const outcome = failureOf(error);
    const problem = "problem" in outcome ? outcome.problem : "";
    results.set(path, { ok: false, file: path, error: problem });
    printProblem(`${title(path)}${problem}`);
  };
  for (const path of paths) {
    try {
      plans.set(path, await planText(path, options, signal));
    } catch (error) {
      fail(path, error);
    }
  }
  checkTextClashes([...plans.values()], new Set(paths), taken);
  noteServices([...plans.values()].flatMap(({ choice }) => Object.values(choice)));
  const translators = new OpenTranslators();
  try {
    for (const [path, plan] of plans) {
      for (const note of [...plan.source.notes, ...lossesOfPlan(plan, options.outputs)])
        bar.note(`sister: ${note}`, true);
      try {
        const summary = await translateText(plan, options, {
          translators,
          signal,
          onProgress: (share, text) => bar.draw(share, `${title(path)}${text}`, share === 1),
        });
        bar.end();
        results.set(path, { ok: isWhole(summary), ...summary });
        if (!json) printText(`${title(path)}${describeText(summary)}`);
        for (const { message } of summary.warnings) printProblem(`${title(path)}warning: ${message}`);
      } catch (error) {
        bar.end();
        fail(path, error);
      }
    }
  } finally {
    bar.end();
    await translators.close();
  }
  return paths.flatMap((path) => results.get(path) ?? []);
}

function checkTextClashes(plans: readonly TextPlan[], inputs: ReadonlySet<string>, taken: ReadonlySet<string>): void {
  const writers = new Map<string, string>();
  for (const { source, outputs } of plans) {
    for (const path of outputs) {
      const before = writers.get(path);
      const other = before ?? (taken.has(path) ? "another file of this call" : undefined);
      if (other !== undefined || inputs.has(path)) {
        throw new SisterError(
          other === undefined
            ? `${source.path} would write over ${path}, which is an input too: give another folder with --out DIR`
            : `${other} and ${source.path} would both write ${path}: rename one of them, or do them in two calls with another --out DIR`,
          { exitCode: 2 },
        );
      }
      writers.set(path, source.path);
    }
  }
}

/** The summary of a text for people. */
function describeText(summary: TextSummary): string {
  const { cues, origin, source, targets, translators, untranslated, breaches, profile, unknownWords, files } = summary;
  const lines = [`${cues} cue${cues === 1 ? "" : "s"} in ${nameLanguage(source)}, ${origin}`];
  for (const target of targets) {
    const counts = Object.entries(breaches[target] ?? {});
    const all = counts.reduce((sum, [, count]) => sum + count, 0);
    const norms =
      all === 0
        ? `no breach of ${profile}`
        : `${all} breach${all === 1 ? "" : "es"} of ${profile} (${counts.map(([rule, count]) => `${rule} ${count}`).join(", ")}; sister subtitles check lists them)`;
    const marked = untranslated[target] ?? 0;
    lines.push(
      `${nameLanguage(target)} by ${translators[target] ?? ""}: ${cues - marked} of ${cues} cues translated; ${norms}`,
    );
  }
  lines.push(...describeUsage(summary.services));
  if (unknownWords > 0)
    lines.push(`${unknownWords} word${unknownWords === 1 ? "" : "s"} unknown to the dictionaries, left untranslated`);
  lines.push("files:", ...files.map((file) => `  ${file}`));
  return lines.join("\n");
}

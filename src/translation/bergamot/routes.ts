/** Which models lead from a language to another: one, or two over English. Pure. */
import { SisterError } from "../../errors.js";
import { isSameLanguage, nameLanguage } from "../languages.js";
import type { TranslationRoute } from "../translator.js";
import type { ModelFolder } from "./model-folders.js";

/** Firefox has a model from and into English for each language, and no others. */
const PIVOT = "en";

/** The models of a route, in order. Null if the installed models do not reach the target. */
export function findRoute({ source, target }: TranslationRoute, all: readonly ModelFolder[]): ModelFolder[] | null {
  const direct = modelBetween(source, target, all);
  if (direct) return [direct];
  const [first, second] = [modelBetween(source, PIVOT, all), modelBetween(PIVOT, target, all)];
  return first && second ? [first, second] : null;
}

/** Every pair of languages that the installed models reach. */
export function allModelRoutes(all: readonly ModelFolder[]): TranslationRoute[] {
  const usable = all.filter(({ files }) => files !== null);
  const sources = [...new Set(usable.map(({ source }) => source))];
  const targets = [...new Set(usable.map(({ target }) => target))];
  return sources.flatMap((source) =>
    targets
      .map((target) => ({ source, target }))
      .filter((route) => !isSameLanguage(source, route.target) && findRoute(route, usable) !== null),
  );
}

/** Why no route leads to the target, with the commands that help: a SisterError (exit code 2). */
export function routeRefusal({ source, target }: TranslationRoute, all: readonly ModelFolder[]): SisterError {
  const steps =
    isSameLanguage(source, PIVOT) || isSameLanguage(target, PIVOT)
      ? [[source, target]]
      : [
          [source, PIVOT],
          [PIVOT, target],
        ];
  const missing = steps.filter(([from = "", to = ""]) => !modelBetween(from, to, all));
  const damaged = all.find(
    ({ problem, ...model }) =>
      problem !== null &&
      missing.some(([from = "", to = ""]) => isSameLanguage(model.source, from) && isSameLanguage(model.target, to)),
  );
  if (damaged) return new SisterError(damaged.problem ?? "", { exitCode: 2 });
  const names = missing.map(([from = "", to = ""]) => `translate/${baseOf(from)}-${baseOf(to)}`).join(" ");
  return new SisterError(
    `no installed model of Bergamot translates ${nameLanguage(source)} to ${nameLanguage(target)}: sister models pull ${names} (with --from FOLDER or --from ADDRESS if Mozilla's server cannot be reached)`,
    { exitCode: 2 },
  );
}

function modelBetween(source: string, target: string, all: readonly ModelFolder[]): ModelFolder | undefined {
  const usable = all.filter((one) => one.files !== null && isSameLanguage(one.source, source));
  // "zh-Hant" is better than "zh" for a target in traditional characters.
  return usable.find((one) => one.target === target) ?? usable.find((one) => isSameLanguage(one.target, target));
}

const baseOf = (language: string): string => language.toLowerCase().split("-")[0] ?? language;

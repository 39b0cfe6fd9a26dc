/** How to get from a language to another over the pairs that are installed. */
import { SisterError } from "../../errors.js";
import { checkPairs, type IncompletePair } from "./modes.js";
import { fromApertium, nameLanguage, toApertium } from "../languages.js";
import type { TranslationRoute } from "../translator.js";

/** The shortest routes from a language to every other that the pairs reach; of equals, the first in order of the pairs. Pure. */
export function routesFrom(source: string, pairs: readonly string[]): TranslationRoute[] {
  const routes = new Map<string, string[]>([[toApertium(source), []]]);
  for (const [code, before] of routes) {
    for (const pair of pairs) {
      const [from, to] = pair.split("-");
      // A Map is walked in order of insertion, also what is added meanwhile: breadth first.
      if (from === code && to !== undefined && !routes.has(to)) routes.set(to, [...before, pair]);
    }
  }
  return [...routes]
    .filter(([, path]) => path.length > 0)
    .map(([code, path]) => ({ source, target: fromApertium(code), pairs: path }));
}

/** The routes from every language that has one. */
export function allRoutes(pairs: readonly string[] = checkPairs().pairs): TranslationRoute[] {
  const sources = new Set(pairs.map((pair) => fromApertium(pair.split("-")[0] ?? "")));
  return [...sources].flatMap((source) => routesFrom(source, pairs));
}

/**
 * The routes to all targets. Throws a SisterError (exit code 2) that names the first one that no installed pair reaches, before any work
 * is done.
 */
export function planRoutes(
  source: string,
  targets: readonly string[],
  { pairs, incomplete }: { pairs: readonly string[]; incomplete: readonly IncompletePair[] } = checkPairs(),
): TranslationRoute[] {
  if (pairs.length + incomplete.length === 0 && targets.length > 0) {
    throw new SisterError(
      "no translator is installed: install Apertium and a pair (apt-get install apertium apertium-eng-spa)",
      { exitCode: 2 },
    );
  }
  const routes = routesFrom(source, pairs);
  return targets.map((target) => {
    if (toApertium(target) === toApertium(source)) {
      throw new SisterError(`${nameLanguage(target)} is the language of the speech: leave it out of --to`, {
        exitCode: 2,
      });
    }
    const route = routes.find((one) => toApertium(one.target) === toApertium(target));
    if (route) return { ...route, target };
    refuseIncomplete(source, target, pairs, incomplete);
    const there = routes.map((one) => one.target).join(", ") || "none";
    throw new SisterError(
      `no installed pair translates ${nameLanguage(source)} to ${nameLanguage(target)}: installed targets are ${there}; more pairs are Debian's apertium-… packages (apt-cache search apertium)`,
      { exitCode: 2 },
    );
  });
}

/** Where the pairs that cannot run would have reached the target, they are named, with what they lack. */
function refuseIncomplete(
  source: string,
  target: string,
  pairs: readonly string[],
  incomplete: readonly IncompletePair[],
): void {
  const all = [...pairs, ...incomplete.map(({ pair }) => pair)];
  const route = routesFrom(source, all).find((one) => toApertium(one.target) === toApertium(target));
  const lacking = incomplete.find(({ pair }) => route?.pairs.includes(pair));
  if (lacking === undefined) return;
  const how =
    lacking.missing.length === 0
      ? "its mode file is not understood: install its package again"
      : `not the program ${lacking.missing.join(", ")} that it calls: install ${lacking.missing.includes("cg-proc") ? "it (apt-get install cg3)" : "what it is part of"}`;
  throw new SisterError(
    `${nameLanguage(source)} to ${nameLanguage(target)}: the pair ${lacking.pair} is installed, but ${how}`,
    { exitCode: 2 },
  );
}

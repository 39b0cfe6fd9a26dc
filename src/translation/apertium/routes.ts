/** The way from one language to another over the pairs that are installed. */
import { SisterError } from "../../errors.js";
import { checkPairs, type IncompletePair } from "./modes.js";
import { fromApertium, isSameLanguage, nameLanguage, toApertium } from "../languages.js";
import type { TranslationRoute } from "../translator.js";

/** A route, with the pairs that it passes through: ["eng-spa"], or ["eng-spa", "spa-cat"] over a pivot. */
export interface PairRoute extends TranslationRoute {
  pairs: string[];
}

/** The installed pairs: those that can run, and those that lack something. */
export interface InstalledPairs {
  pairs: readonly string[];
  incomplete: readonly IncompletePair[];
}

/**
 * The shortest routes from a language to every other that the pairs reach. Of two equally short routes, the one whose
 * pairs come first is taken. Pure.
 */
export function routesFrom(source: string, pairs: readonly string[]): PairRoute[] {
  const routes = new Map<string, string[]>([[toApertium(source), []]]);
  for (const [code, before] of routes) {
    for (const pair of pairs) {
      const [from, to] = pair.split("-");
      // A Map is walked in order of insertion, and entries that are added meanwhile are walked too: breadth first.
      if (from === code && to !== undefined && !routes.has(to)) routes.set(to, [...before, pair]);
    }
  }
  return [...routes]
    .filter(([, path]) => path.length > 0)
    .map(([code, path]) => ({ source, target: fromApertium(code), pairs: path }));
}

/** The routes from every language that a pair begins with. */
export function allPairRoutes(pairs: readonly string[]): PairRoute[] {
  const sources = new Set(pairs.map((pair) => fromApertium(pair.split("-")[0] ?? "")));
  return [...sources].flatMap((source) => routesFrom(source, pairs));
}

/** The route from a language to another; null if no installed pairs connect them. */
export function findRoute({ source, target }: TranslationRoute, pairs: readonly string[]): PairRoute | null {
  const route = routesFrom(source, pairs).find((one) => isSameLanguage(one.target, target));
  return route ? { ...route, target } : null;
}

/** Why no installed pairs connect two languages, with what to install: a SisterError with exit code 2. */
export function refusalOf(
  { source, target }: TranslationRoute,
  { pairs, incomplete }: InstalledPairs = checkPairs(),
): SisterError {
  if (pairs.length + incomplete.length === 0) {
    return refused(
      "no translator is installed: install Apertium and a pair (apt-get install apertium apertium-eng-spa)",
    );
  }
  // Pairs that cannot run are named, with what they lack, if they would have reached the target.
  const route = findRoute({ source, target }, [...pairs, ...incomplete.map(({ pair }) => pair)]);
  const lacking = incomplete.find(({ pair }) => route?.pairs.includes(pair));
  if (lacking) {
    return refused(
      `${nameLanguage(source)} to ${nameLanguage(target)}: the pair ${lacking.pair} is installed, but ${lackOf(lacking)}`,
    );
  }
  const targets = routesFrom(source, pairs).map((one) => one.target);
  return refused(
    `no installed pair translates ${nameLanguage(source)} to ${nameLanguage(target)}: installed targets are ` +
      `${targets.join(", ") || "none"}; more pairs are Debian's apertium-… packages (apt-cache search apertium)`,
  );
}

function lackOf({ missing }: IncompletePair): string {
  if (missing.length === 0) return "its mode file is not understood: install its package again";
  const how = missing.includes("cg-proc") ? "it (apt-get install cg3)" : "what it is part of";
  return `not the program ${missing.join(", ")} that it calls: install ${how}`;
}

function refused(message: string): SisterError {
  return new SisterError(message, { exitCode: 2 });
}

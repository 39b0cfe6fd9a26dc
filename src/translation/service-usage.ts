/** Sums of what services are asked for, by the id of the translator. */
import type { ServiceUsage, Translator } from "./translator.js";

/** What was asked of each service. */
export type UsageOfServices = Record<string, ServiceUsage>;

/** Adds what a service was asked for. */
export function addUsage(sums: UsageOfServices, id: string, used: Partial<ServiceUsage>): void {
  const { requests = 0, characters = 0, tokens = 0 } = used;
  const sum = (sums[id] ??= { requests: 0, characters: 0, tokens: 0 });
  sum.requests += requests;
  sum.characters += characters;
  sum.tokens += tokens;
}

/** The translator, with what it is asked for added to the sums. */
export function counted(
  translator: Translator,
  id: string,
  sums: UsageOfServices,
): Pick<Translator, "translate" | "takesTerms"> {
  return {
    takesTerms: translator.takesTerms ?? false,
    translate: (texts, options) =>
      translator.translate(texts, { ...options, onUsage: (used) => addUsage(sums, id, used) }),
  };
}

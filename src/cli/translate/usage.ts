/** Counts what a command asks services for. */
import type { ServiceUsage, Translator } from "../../translation/translator.js";

type TextTranslator = Pick<Translator, "translate" | "takesTerms">;

/** The translator, with what it is asked for added to the usage of services. */
export function counted(translator: Translator, id: string, services: Record<string, ServiceUsage>): TextTranslator {
  const onUsage = ({ requests = 0, characters = 0, tokens = 0 }: Partial<ServiceUsage>): void => {
    const sum = (services[id] ??= { requests: 0, characters: 0, tokens: 0 });
    sum.requests += requests;
    sum.characters += characters;
    sum.tokens += tokens;
  };
  return {
    takesTerms: translator.takesTerms ?? false,
    translate: (texts, options) => translator.translate(texts, { ...options, onUsage }),
  };
}

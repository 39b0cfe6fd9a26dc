/** Tries one translation model: whether its files are there, whether it loads, and what it makes of a known sentence. */
import { ModelChild } from "../../children/model/model-child.js";
import { SisterError } from "../../errors.js";
import { nameLanguage } from "../languages.js";
import type { BergamotConfig, BergamotReply, BergamotRequest } from "./bergamot.js";
import { describeFolder } from "./model-folders.js";

/** The same sentence in languages that models translate from; others get the English one, which shows only that the model works. */
const SENTENCES: Readonly<Record<string, string>> = {
  en: "The weather is good today.",
  de: "Das Wetter ist heute gut.",
  es: "Hoy hace buen tiempo.",
  fr: "Il fait beau aujourd'hui.",
  id: "Cuaca hari ini baik.",
  it: "Oggi il tempo è bello.",
  pt: "O tempo está bom hoje.",
  nl: "Het weer is vandaag goed.",
};

export interface ModelTrial {
  readonly languages: [string, string];
  /** Seconds to start the WebAssembly, load the model and translate the sentence. */
  readonly loadSeconds: number;
  readonly sentence: { language: string; said: string; translated: string };
  readonly warnings: string[];
}

/**
 * @param dir the model's folder, whose name is its pair of languages
 * @throws SisterError with what is wrong and what to do
 */
export async function tryModel(dir: string, config: BergamotConfig = {}): Promise<ModelTrial> {
  const folder = describeFolder(dir);
  if (!folder)
    throw new SisterError(`${dir}: name the folder of a translation model by its languages, such as translate/en-id`, {
      exitCode: 2,
    });
  const { source, target, name, files, problem } = folder;
  if (!files) throw new SisterError(problem ?? `${dir} is no model`);
  const said = SENTENCES[source] ?? SENTENCES["en"] ?? "";
  const begun = performance.now();
  const child = await ModelChild.open<unknown>({
    program: new URL("./bergamot-main", import.meta.url),
    config,
    what: "translator",
  });
  try {
    const request: BergamotRequest = { models: [{ name, dir, files }], texts: [said] };
    const reply = (await child.request(request, { limitSeconds: 300, what: "a sentence" })) as BergamotReply;
    if ("refused" in reply) throw new SisterError(reply.refused);
    const translated = reply.lines[0] ?? "";
    return {
      languages: [source, target],
      loadSeconds: (performance.now() - begun) / 1000,
      sentence: { language: SENTENCES[source] ? source : "en", said, translated },
      warnings: [
        ...(translated === "" || translated === said
          ? ["it gave no translation of a simple sentence: its files may belong to different models"]
          : []),
        ...(SENTENCES[source]
          ? []
          : [
              `Sister has no sentence in ${nameLanguage(source)}: the trial with an English one shows only that it works`,
            ]),
      ],
    };
  } finally {
    await child.close();
  }
}

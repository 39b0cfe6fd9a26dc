/** Files of Firefox's translation models under the names that Mozilla gives them: `model.enid.intgemm.alphas.bin`. */
import { readdir } from "node:fs/promises";

/** The parts of a model by their installed names; a model has one vocabulary, or one for each language. */
const NEEDED = ["model.bin", "lex.bin"] as const;
const VOCABULARIES = [["vocab.spm"], ["srcvocab.spm", "trgvocab.spm"]] as const;

/**
 * The files of a model in a folder, by the names that they get when they are installed. Null if the folder does not have all of them, or has those of
 * another pair.
 *
 * @param pair "en-id"
 */
export async function firefoxFilesIn(dir: string, pair: string): Promise<Map<string, string> | null> {
  const names = await readdir(dir).catch(() => []);
  const inNames = pair.replace("-", "");
  const fileOf = (installed: string): string | undefined => {
    const [part = "", kind = ""] = installed.split(".");
    return names.find((name) => {
      if (!name.startsWith(`${part}.`) || !name.endsWith(`.${kind}`)) return false;
      const between = name.slice(part.length + 1, -kind.length);
      return between === "" || between.split(".").includes(inNames);
    });
  };
  for (const vocabularies of VOCABULARIES) {
    const found = [...NEEDED, ...vocabularies].map((installed) => [installed, fileOf(installed)] as const);
    if (found.every(([, name]) => name !== undefined))
      return new Map(found.map(([installed, name]) => [installed, name ?? ""]));
  }
  return null;
}

/** DeepL as a translator. */
import { defineService } from "../services/service-definition.js";
import { readKey, readUrl } from "../services/service-settings.js";
import { DeepL } from "./deepl.js";
import { DEEPL_LANGUAGES } from "./languages.js";

export const DEEPL = defineService({
  id: "deepl",
  name: "DeepL",
  howToInstall:
    "set SISTER_DEEPL_KEY to the key of a DeepL API account, or SISTER_DEEPL_KEY_FILE to a file with it; every text is then sent to DeepL",
  languages: DEEPL_LANGUAGES,
  isConfigured: (env) => readKey("SISTER_DEEPL_KEY", env) !== undefined,
  identity: (env) => open(env).id,
  open,
});

function open(env: NodeJS.ProcessEnv): DeepL {
  return new DeepL({
    key: readKey("SISTER_DEEPL_KEY", env) ?? "",
    url: readUrl("SISTER_DEEPL_URL", env) ?? undefined,
  });
}

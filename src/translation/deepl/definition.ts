/** DeepL as a translator. */
import { defineService } from "../services/service-definition.js";
import type { ServiceLimits } from "../services/service-client.js";
import { readKey, readUrl, remoteHost } from "../services/service-settings.js";
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
  sendsTextTo: (env) => {
    const url = readUrl("SISTER_DEEPL_URL", env);
    return url === null ? "deepl.com" : remoteHost(url);
  },
  check: (env, limits) => open(env, limits).check(),
  open,
});

function open(env: NodeJS.ProcessEnv, limits: ServiceLimits = {}): DeepL {
  return new DeepL({
    limits,
    key: readKey("SISTER_DEEPL_KEY", env) ?? "",
    url: readUrl("SISTER_DEEPL_URL", env) ?? undefined,
  });
}

/** LibreTranslate as a translator. */
import { defineService } from "../services/service-definition.js";
import { readKey, readUrl } from "../services/service-settings.js";
import { LibreTranslate } from "./libretranslate.js";

export const LIBRETRANSLATE = defineService({
  id: "libretranslate",
  name: "LibreTranslate",
  howToInstall:
    "set SISTER_LIBRETRANSLATE_URL to the address of a LibreTranslate server, such as http://127.0.0.1:5000",
  isConfigured: (env) => readUrl("SISTER_LIBRETRANSLATE_URL", env) !== null,
  identity: (env) => open(env).id,
  open,
});

function open(env: NodeJS.ProcessEnv): LibreTranslate {
  return new LibreTranslate({
    url: readUrl("SISTER_LIBRETRANSLATE_URL", env) ?? "",
    key: readKey("SISTER_LIBRETRANSLATE_KEY", env),
  });
}

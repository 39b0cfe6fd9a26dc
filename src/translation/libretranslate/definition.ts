/** LibreTranslate as a translator. */
import { defineService } from "../services/service-definition.js";
import type { ServiceLimits } from "../services/service-client.js";
import { readKey, readUrl, remoteHost } from "../services/service-settings.js";
import { LibreTranslate } from "./libretranslate.js";

export const LIBRETRANSLATE = defineService({
  id: "libretranslate",
  name: "LibreTranslate",
  howToInstall:
    "set SISTER_LIBRETRANSLATE_URL to the address of a LibreTranslate server, such as http://127.0.0.1:5000",
  isConfigured: (env) => readUrl("SISTER_LIBRETRANSLATE_URL", env) !== null,
  identity: (env) => open(env).id,
  sendsTextTo: (env) => remoteHost(readUrl("SISTER_LIBRETRANSLATE_URL", env) ?? "http://localhost"),
  check: async (env, limits) => `${(await open(env, limits).pairs()).size} languages`,
  open,
});

function open(env: NodeJS.ProcessEnv, limits: ServiceLimits = {}): LibreTranslate {
  return new LibreTranslate({
    url: readUrl("SISTER_LIBRETRANSLATE_URL", env) ?? "",
    key: readKey("SISTER_LIBRETRANSLATE_KEY", env),
    limits,
  });
}

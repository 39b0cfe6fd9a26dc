/** Google's free web endpoint as a translator. It needs no setting, so it is used only if a person names it. */
import { defineService } from "../services/service-definition.js";
import { readUrl } from "../services/service-settings.js";
import type { ServiceLimits } from "../services/service-client.js";
import { ENDPOINT, Google } from "./google.js";

export const GOOGLE = defineService({
  id: "google",
  name: "Google's free web translation",
  howToInstall: "name it with --translator google: every text is then sent to Google",
  isConfigured: () => true,
  identity: () => new Google().id,
  sendsTextTo: (env) => new URL(readUrl("SISTER_GOOGLE_URL", env) ?? ENDPOINT).host,
  check: async (env, limits) => {
    await open(env, limits).translate(["house"], { source: "en", target: "es" });
    return "it translates a word";
  },
  open,
});

/** Another address is for tests, and for a proxy between. */
function open(env: NodeJS.ProcessEnv, limits: ServiceLimits): Google {
  const url = readUrl("SISTER_GOOGLE_URL", env);
  return new Google({ limits, ...(url === null ? {} : { url }) });
}

/** Google's free web endpoint as a translator. It needs no setting, so it is used only if a person names it. */
import { defineService } from "../services/service-definition.js";
import { readUrl } from "../services/service-settings.js";
import { Google } from "./google.js";

export const GOOGLE = defineService({
  id: "google",
  name: "Google's free web translation",
  howToInstall: "name it with --translator google: every text is then sent to Google",
  isConfigured: () => true,
  identity: () => new Google().id,
  // Another address is for tests, and for a proxy of one's own.
  open: (env) => {
    const url = readUrl("SISTER_GOOGLE_URL", env);
    return new Google(url === null ? {} : { url });
  },
});

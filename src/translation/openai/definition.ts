/** The OpenAI-compatible server as a translator. */
import { defineService } from "../services/service-definition.js";
import type { ServiceLimits } from "../services/service-client.js";
import { readKey, readUrl, remoteHost } from "../services/service-settings.js";
import { OpenAi } from "./openai.js";

export const OPENAI = defineService({
  id: "openai",
  name: "a language model",
  howToInstall:
    "set SISTER_OPENAI_URL to an OpenAI-compatible server (Ollama: http://127.0.0.1:11434/v1) and SISTER_OPENAI_MODEL to one of its models",
  isConfigured: (env) => readUrl("SISTER_OPENAI_URL", env) !== null && Boolean(env["SISTER_OPENAI_MODEL"]?.trim()),
  identity: (env) => open(env).id,
  sendsTextTo: (env) => remoteHost(readUrl("SISTER_OPENAI_URL", env) ?? "http://localhost"),
  check: async (env, limits) => {
    await open(env, limits).check();
    return `model ${env["SISTER_OPENAI_MODEL"]?.trim()}`;
  },
  open,
});

function open(env: NodeJS.ProcessEnv, limits: ServiceLimits = {}): OpenAi {
  return new OpenAi({
    url: readUrl("SISTER_OPENAI_URL", env) ?? "",
    model: env["SISTER_OPENAI_MODEL"]?.trim() ?? "",
    key: readKey("SISTER_OPENAI_KEY", env),
    limits,
  });
}

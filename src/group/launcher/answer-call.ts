/** Answers the calls of a job: what ranks may not reach themselves, the launcher does for them. */
import type { Journal } from "../../pipeline/journal.js";
import type { TranslationServices } from "../../translation/service-calls.js";
import type { LauncherCall } from "../messages.js";

export interface Desk {
  journal: Journal;
  services: TranslationServices;
  /** Aborts when the job is over: requests to services end. */
  signal: AbortSignal;
}

/** Resolves with plain data; rejects with an error for people, or a defect. */
export async function answerCall(call: LauncherCall, { journal, services, signal }: Desk): Promise<unknown> {
  if (call.kind === "choose-translators") return services.choose(call.question);
  if (call.kind === "translate") return services.translate(call.call, signal);
  if (call.kind === "get") return journal.get(call.segment, call.key);
  if (call.kind === "put") await journal.put(call.segment, call.key, call.words);
  else if (call.kind === "pass-over") await journal.passOver(call.segment);
  else await journal.fail(call.segment, call.message);
  return null;
}

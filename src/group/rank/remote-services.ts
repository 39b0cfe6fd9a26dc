/** Translators that are services, for a job in a launched group: the launcher has their keys and calls them. */
import type {
  ServiceAnswer,
  ServiceCall,
  TranslationServices,
  TranslatorQuestion,
} from "../../translation/service-calls.js";
import type { TranslatorChoice } from "../../translation/translators.js";
import type { LauncherCalls } from "./launcher-calls.js";

export class RemoteServices implements TranslationServices {
  readonly #calls: LauncherCalls;

  constructor(calls: LauncherCalls) {
    this.#calls = calls;
  }

  choose(question: TranslatorQuestion): Promise<TranslatorChoice> {
    return this.#calls.ask({ kind: "choose-translators", question });
  }

  /** The launcher ends the call itself if the job is cancelled or fails. */
  async translate(call: ServiceCall, signal: AbortSignal): Promise<ServiceAnswer> {
    const answer = await this.#calls.ask<ServiceAnswer>({ kind: "translate", call });
    signal.throwIfAborted();
    return answer;
  }
}

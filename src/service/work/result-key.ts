/** The key of a job's results: everything that changes them. They are used again only if it is equal. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { alignerId } from "../../speech/alignment/open-aligner.js";
import { definitionOf, type SpeechConfig } from "../../speech/engines.js";
import { AUTO } from "../../speech/language/hears.js";
import { DEFAULT_PROFILE } from "../../subtitles/norms/profile.js";
import type { TranscriptKey } from "../../store/jobs/transcripts.js";
import { glossaryIdentity, type Glossary } from "../../translation/glossary/glossary.js";
import { translatorIdentities, translatorOrder } from "../../translation/translators.js";

const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** What a job asks for, as far as its results depend on it. */
export interface ResultRequest {
  source: string;
  targets: readonly string[];
  audioTrack: string | null;
  channel?: number | null;
  /** The text of the talk, which is timed instead of recognized. */
  script?: string | null;
  /** Norms of the subtitles. */
  profile?: string;
  /** Whether cues begin and end with the shots of the picture. */
  shots?: boolean;
  /** The id of the translator that was named; missing or null: those of this host, in its order. */
  translator?: string | null;
  /** Terms and their translations. */
  glossary?: Glossary | null;
}

/** The translators that a job may use, the preferred one first. */
export function orderOf({ translator = null }: Pick<ResultRequest, "translator">): readonly string[] {
  return translator === null ? translatorOrder() : [translator];
}

/**
 * The key of what a job makes of a video on this host. The words depend on Sister's version, the engine with its
 * settings, the model's files, the aligner, the sound that is heard and the script; the cues on the norms and the shots;
 * each translation depends on its translator, with the version of what is installed of it. The video and the languages are columns of their own
 * (store/jobs/transcripts.ts).
 *
 * Throws a SisterError if the model cannot be read.
 */
export async function resultKey(speech: SpeechConfig, request: ResultRequest): Promise<TranscriptKey> {
  const { source, targets, audioTrack, channel = null, script = null, profile = DEFAULT_PROFILE } = request;
  const { glossary = null, shots = false } = request;
  const settings = Object.entries(speech).sort(([a], [b]) => (a < b ? -1 : 1));
  const model = definitionOf(speech).modelIdentity(speech);
  const words = [version, settings, model, await alignerId(source), audioTrack, channel, script, profile];
  // Left out without shots, so that results of older versions stay valid.
  if (shots) words.push("shots");
  const identities = translatorIdentities(source === AUTO ? null : source, targets, { order: orderOf(request) });
  return {
    config: createHash("sha256")
      .update(JSON.stringify(["sister result 2", ...words]))
      .digest("hex"),
    translators: Object.fromEntries(
      Object.entries(identities).map(([target, identity]) => {
        const terms = glossaryIdentity(glossary, target);
        return [target, terms === "" ? identity : `${identity}; glossary ${terms}`];
      }),
    ),
  };
}

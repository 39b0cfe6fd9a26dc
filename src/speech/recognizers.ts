/** Opens the recognizer that a configuration names, inside the engine's child process. */
import { createRequire } from "node:module";
import { SisterError } from "../errors.js";
import type { SpeechConfig } from "./engine.js";
import { openMoonshine } from "./moonshine/open-moonshine.js";
import {
  decoderSettings,
  hasPocketSphinxModel,
  MODEL_FOLDER,
  pocketSphinxAddon,
  settingsId,
} from "./pocketsphinx/settings.js";
import { REJECTION_VERSION, wordsOf, type HeardSegment } from "./pocketsphinx/words.js";
import { ONE_THREAD, type Devices, type Recognizer } from "./recognizer.js";
import { describeModel } from "./sherpa/describe-model.js";
import { languageForAll } from "./language/hears.js";
import { openSherpa } from "./sherpa/open-sherpa.js";

interface PocketSphinxAddon {
  Decoder: new (settings: string[]) => { recognize(samples: Int16Array): Promise<HeardSegment[]> };
}

/**
 * Loads the engine. Throws a SisterError where something is missing; a broken model may end the process, which is why
 * this is a child's.
 */
export async function openRecognizer(
  config: Exclude<SpeechConfig, { kind: "sleep" }>,
  devices: Devices = ONE_THREAD,
): Promise<Recognizer> {
  if (config.kind === "pocketsphinx") return openPocketSphinx();
  if (config.kind === "moonshine") return openMoonshine(config.model, devices);
  const model = describeModel(config.dir, config.family);
  return openSherpa(model, config.language ?? languageForAll(model), devices);
}

function openPocketSphinx(): Recognizer {
  if (!hasPocketSphinxModel()) {
    throw new SisterError(
      `PocketSphinx's English model is not in ${MODEL_FOLDER}: install it (apt-get install pocketsphinx-en-us)`,
    );
  }
  const addon = createRequire(import.meta.url)(pocketSphinxAddon()) as PocketSphinxAddon;
  const decoder = new addon.Decoder(decoderSettings());
  return {
    description: {
      id: `pocketsphinx-5prealpha en-us ${REJECTION_VERSION} ${settingsId()}`,
      name: "PocketSphinx 5prealpha, en-us",
      languages: ["en"],
      segmentSeconds: { target: 12, max: 15 },
      segmentation: "level",
      times: "word",
    },
    async recognize(samples) {
      // On digital silence it would hear "dog", and be certain of it.
      if (samples.every((sample) => sample === 0)) return [];
      return wordsOf(await decoder.recognize(samples), samples);
    },
  };
}

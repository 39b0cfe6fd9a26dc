/** The recognizer of PocketSphinx, inside the engine's child process. */
import { createRequire } from "node:module";
import { SisterError } from "../../errors.js";
import type { Recognizer } from "../recognizer.js";
import { decoderSettings, hasPocketSphinxModel, MODEL_FOLDER, pocketSphinxAddon, settingsId } from "./settings.js";
import { REJECTION_VERSION, wordsOf, type HeardSegment } from "./words.js";

interface PocketSphinxAddon {
  Decoder: new (settings: string[]) => { recognize(samples: Int16Array): Promise<HeardSegment[]> };
}

/** Loads the addon and the model. Throws a SisterError if the model is not installed. */
export function openPocketSphinx(): Recognizer {
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

/** Models in sherpa-onnx's releases for tasks other than speech recognition: punctuation, speakers, voices. */
import type { CatalogueEntry } from "../catalogue-entry.js";
import { licence } from "./licences.js";
import { release, releasedFile } from "./sherpa-sources.js";

const APACHE = licence("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0");

const PUNCTUATION: readonly CatalogueEntry[] = [
  {
    name: "punctuation-en",
    version: "2024-08-06 int8",
    task: "punctuation",
    family: "cnnBilstm",
    languages: ["en"],
    licence: APACHE,
    goodAt: "adding punctuation and capital letters to English text",
    bytes: 7_500_000,
    ...release("punctuation-models/sherpa-onnx-online-punct-en-2024-08-06", 31_000_000, [
      "model.int8.onnx",
      "bpe.vocab",
    ]),
  },
  {
    name: "punctuation-zh-en",
    version: "2024-04-12 int8",
    task: "punctuation",
    family: "ctTransformer",
    languages: ["zh", "en"],
    licence: licence("FunASR Model License 1.1", "https://github.com/modelscope/FunASR/blob/main/MODEL_LICENSE"),
    goodAt: "adding punctuation to Chinese text, also with English in it",
    bytes: 76_000_000,
    ...release("punctuation-models/sherpa-onnx-punct-ct-transformer-zh-en-vocab272727-2024-04-12-int8", 64_717_756, [
      "model.int8.onnx",
    ]),
  },
];

const SPEAKERS: readonly CatalogueEntry[] = [
  {
    name: "speaker-segmentation",
    version: "pyannote 3.0",
    task: "speaker-segmentation",
    family: "pyannote",
    languages: ["*"],
    licence: licence("MIT", "https://huggingface.co/pyannote/segmentation-3.0"),
    goodAt: "finding speaker changes, in any language",
    bytes: 6_000_000,
    ...release("speaker-segmentation-models/sherpa-onnx-pyannote-segmentation-3-0", 7_000_000, ["model.onnx"]),
  },
  {
    name: "speaker-embedding",
    version: "wespeaker resnet34-LM",
    task: "speaker-embedding",
    family: "wespeaker",
    languages: ["*"],
    licence: licence("CC-BY-4.0", "https://github.com/wenet-e2e/wespeaker/blob/master/docs/pretrained.md"),
    goodAt: "comparing two voices",
    bytes: 26_530_550,
    ...releasedFile("speaker-recongition-models/wespeaker_en_voxceleb_resnet34_LM.onnx", 26_530_550),
  },
];

/** Piper's voices. Their folder espeak-ng-data, which turns text into phonemes, is under the GPL. */
function voice(language: string, speaker: string, terms: string, where: string): CatalogueEntry {
  const [code = language] = language.split("_");
  return {
    name: `voice-${code}`,
    version: `piper ${language}-${speaker}`,
    task: "voice",
    family: "vits",
    languages: [code],
    licence: licence(`${terms} (voice) and GPL-3.0 (espeak-ng-data)`, where),
    goodAt: `speaking ${code} aloud`,
    bytes: 82_000_000,
    ...release(`tts-models/vits-piper-${language}-${speaker}`, 68_000_000, [
      `${language}-${speaker}.onnx`,
      "tokens.txt",
      "espeak-ng-data/",
    ]),
  };
}

const VOICES: readonly CatalogueEntry[] = [
  voice("en_US", "ljspeech-medium", "public domain", "https://keithito.com/LJ-Speech-Dataset/"),
  voice("es_ES", "davefx-medium", "CC0", "https://github.com/OHF-Voice/voice-datasets"),
  voice("de_DE", "thorsten-medium", "CC0", "https://github.com/thorstenMueller/Thorsten-Voice"),
  voice("fr_FR", "siwis-medium", "CC-BY-4.0", "https://datashare.ed.ac.uk/handle/10283/2353"),
  voice("id_ID", "news_tts-medium", "see the voice's page", "https://huggingface.co/rhasspy/piper-voices"),
];

export const FURTHER_TASKS: readonly CatalogueEntry[] = [...PUNCTUATION, ...SPEAKERS, ...VOICES];

/**
 * The families of speech models that sherpa-onnx 1.13 runs, as data. `docs/translate/speech.md` has the same table for people.
 */

/** Where a model's word times come from. */
type WordTimes =
  /** One time per token. */
  | "token"
  /** One time per phrase. Words are spread inside their phrase. */
  | "segment"
  /** No times. Words are spread over the stretches in which a voice speaks. */
  | "none";

export interface FamilyTraits {
  times: WordTimes;
  /** Lengths of audio pieces that the models accept. */
  segmentSeconds: { target: number; max: number };
  /**
   * The languages of every model of the family. Null: they depend on the model's metadata or the name of its folder.
   */
  languages: readonly string[] | null;
}

/** For encoders with an input of 30 s, and others that accept as much. */
const LONG = { target: 25, max: 30 };
/** sherpa-onnx cuts off everything after 29.5 s, and the margins of a piece take up to 0.4 s of that. */
const WHISPER = { target: 25, max: 29 };
const MOONSHINE = { target: 18, max: 25 };
const SHORT = { target: 12, max: 15 };

export const FAMILY_TRAITS = {
  whisper: { times: "segment", segmentSeconds: WHISPER, languages: null },
  moonshineV1: { times: "none", segmentSeconds: MOONSHINE, languages: null },
  moonshineV2: { times: "none", segmentSeconds: MOONSHINE, languages: null },
  transducer: { times: "token", segmentSeconds: SHORT, languages: null },
  nemoTransducer: { times: "token", segmentSeconds: LONG, languages: null },
  zipformerCtc: { times: "token", segmentSeconds: SHORT, languages: null },
  nemoCtc: { times: "token", segmentSeconds: LONG, languages: null },
  wenetCtc: { times: "token", segmentSeconds: SHORT, languages: null },
  teleSpeechCtc: { times: "token", segmentSeconds: SHORT, languages: ["zh"] },
  tdnn: { times: "token", segmentSeconds: SHORT, languages: null },
  omnilingual: { times: "token", segmentSeconds: LONG, languages: null },
  medasr: { times: "token", segmentSeconds: SHORT, languages: ["en"] },
  fireRedAsrCtc: { times: "token", segmentSeconds: LONG, languages: ["zh", "en"] },
  paraformer: { times: "token", segmentSeconds: SHORT, languages: null },
  senseVoice: { times: "token", segmentSeconds: LONG, languages: null },
  dolphin: { times: "token", segmentSeconds: LONG, languages: null },
  canary: { times: "none", segmentSeconds: LONG, languages: ["en", "de", "es", "fr"] },
  fireRedAsr: { times: "none", segmentSeconds: LONG, languages: ["zh", "en"] },
  funasrNano: { times: "token", segmentSeconds: LONG, languages: null },
  qwen3Asr: { times: "none", segmentSeconds: LONG, languages: null },
  cohereTranscribe: {
    times: "none",
    segmentSeconds: LONG,
    languages: ["ar", "de", "el", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "vi", "zh"],
  },
} as const satisfies Record<string, FamilyTraits>;

export type ModelFamily = keyof typeof FAMILY_TRAITS;

export const FAMILIES = Object.keys(FAMILY_TRAITS) as ModelFamily[];

/** The traits of a family. */
export function traitsOf(family: ModelFamily): FamilyTraits {
  return FAMILY_TRAITS[family];
}

/** Other names for families, used by people and catalogues. */
const OTHER_NAMES: Readonly<Record<string, ModelFamily>> = {
  sensevoicectc: "senseVoice",
  nemoctc: "nemoCtc",
  nemotransducer: "nemoTransducer",
  parakeet: "nemoTransducer",
  parakeettdt: "nemoTransducer",
  zipformer: "transducer",
  telespeech: "teleSpeechCtc",
  omnilingualasr: "omnilingual",
  medasrctc: "medasr",
  fireredasr2ctc: "fireRedAsrCtc",
  dolphinctc: "dolphin",
  nemocanary: "canary",
  wenet: "wenetCtc",
  qwen3: "qwen3Asr",
  cohere: "cohereTranscribe",
  funasr: "funasrNano",
};

/**
 * The family with this name, ignoring case, hyphens and underscores. Null if there is none. "moonshine" stands for both
 * versions: the files decide.
 *
 * @example
 * familyNamed("sense-voice"); // "senseVoice"
 */
export function familyNamed(name: string): ModelFamily | "moonshine" | null {
  const plain = name.toLowerCase().replace(/[-_ ]/g, "");
  if (plain === "moonshine") return "moonshine";
  return FAMILIES.find((family) => family.toLowerCase() === plain) ?? OTHER_NAMES[plain] ?? null;
}

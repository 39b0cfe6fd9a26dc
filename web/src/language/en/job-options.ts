/** Further choices for a job: translator, norms, shots, audio track, glossary. */
const terms = (n: number): string => `${n} ${n === 1 ? "term" : "terms"}`;

export const jobOptions = {
  more: "More choices",
  moreHint: "translator, norms of the subtitles, audio track, glossary",
  moreHintNoTranslator: "norms of the subtitles, audio track, glossary",
  forAll: "They apply to all chosen files.",
  reset: "Reset these choices",

  translator: "Translator",
  automatic: "Chosen by the server",
  automaticHint: (names: string) => (names === "" ? "The server takes the first that can." : `Now: ${names}.`),
  here: "Works on this server: no text leaves it.",
  service: "The text of the subtitles is sent to this service over the network.",
  mark: "sends text out",
  sentTo: (names: string) =>
    `For the translation, the text of the subtitles is sent to ${names}. The video itself is not.`,
  translators: {
    apertium: "Apertium",
    bergamot: "Firefox translation models",
    openai: "Language model",
    libretranslate: "LibreTranslate",
    deepl: "DeepL",
    google: "Google Translate",
  },

  profile: "Norms of the subtitles",
  profileHint: "They decide how long lines are, how fast one must read, and how long subtitles stay.",
  usual: "usual",
  profiles: {
    netflix: "Netflix",
    children: "For children",
    bbc: "BBC",
    ebu: "European television",
  },
  profileHints: {
    netflix: "Two lines of up to 42 characters, for adults who read at an ordinary pace. Right for most videos.",
    children: "As Netflix, with more time for reading: for viewers who read slowly.",
    bbc: "Lines of up to 37 characters that follow each other without gaps, as on British television.",
    ebu: "Lines of up to 37 characters at a calm pace, with a short pause between subtitles.",
  },
  ownNumbers: (profile: string, numbers: string) => `${profile}, with ${numbers}`,

  shots: "Subtitles follow the shots of the picture",
  shotsHint:
    "They begin and end where the picture changes, if that is less than half a second away. The whole picture is decoded for it, which takes longer.",
  shotsChosen: "with the shots",
  audioTrack: "Audio track",
  audioTrackHint:
    "For a video with several: the number of the track, such as 2, or its language, such as en. Empty: Sister takes the one with speech in the spoken language.",
  audioTrackFault: "Write a number from 1, or the code of a language, such as en. Until then Sister chooses.",
  audioTrackChosen: (track: string) => `audio track ${track}`,

  glossary: "Glossary",
  glossaryHint: "How names and terms are to be translated. Leave the translation empty to keep a term as it is.",
  terms,
  term: (n: number) => `Term ${n}`,
  translationOf: (n: number) => `Translation of term ${n}`,
  termHead: "Term",
  translationHead: "Translation",
  keptAsIs: "stays as it is",
  removeTerm: (term: string) => `Remove ${term}`,
  termFaults: {
    "no-term": "Write the term on the left: this row is not used.",
    twice: "This term is in the list already: this row is not used.",
  },
  termsMost: (most: number) => `These are ${most} terms. Write more of them as a CSV file.`,
  chooseFile: "Choose a CSV file",
  otherFile: "Choose another CSV file",
  fileHint: "A table with the columns source, target and note, or with a column for each language, such as es.",
  file: (name: string, n: number) => `${name}: ${terms(n)}`,
  removeFile: (name: string) => `Remove ${name}`,
  fileFault: (name: string, why: string) => `${name} is not used. ${why}`,
  faultRow: (row: number, why: string) => `Row ${row}: ${why}`,
  faults: {
    empty: () => "It has no terms. Write a term and its translation in each row.",
    unreadable: () => "It cannot be read as text. Save the table as CSV in UTF-8.",
    "too-large": () => "It is larger than 1 MB. Leave terms out.",
    "too-many": (count: string) => `It has ${count} terms. At most 5,000 are possible.`,
    quote: () => "A quotation mark is not closed.",
    column: (name: string) =>
      `“${name}” is not a column. Columns are source, target, note, and codes of languages such as es.`,
    "column-twice": (name: string) => `The column “${name}” is there twice.`,
    "too-wide": (cell: string) =>
      `“${cell}” is in a column too many. Put a term that holds a comma into quotation marks.`,
    "no-term": () => "The term is missing.",
    "no-translation": (term: string) => `“${term}” has no translation. Write one, or - to keep the term as it is.`,
    "too-long": (term: string) => `“${term}” is longer than 200 characters.`,
    control: (term: string) => `“${term}” holds a line break or another control character.`,
    twice: (term: string) => `“${term}” is there twice. Keep one of them.`,
  },
};

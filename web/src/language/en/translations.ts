/** The translations of a job: what they were made with, one language more, and translating again. */
const cues = (n: number): string => `${n} ${n === 1 ? "subtitle" : "subtitles"}`;

export const translations = {
  open: "Translations",
  title: "Translations of this video",
  none: "There is no translation yet.",
  by: (language: string, translator: string) => `${language}, by ${translator}`,
  pending: "being translated",
  norms: "Norms",
  glossary: "Glossary",
  noGlossary: "none",
  askedOf: (translator: string) => `Sent to ${translator}`,
  use: (n: number, requests: string, characters: string, tokens: string | null) =>
    `${requests} ${n === 1 ? "request" : "requests"}, ${characters} characters${tokens === null ? "" : `, ${tokens} tokens`}`,
  add: "Add a language",
  addHint: "What was heard stays as it is, with your changes. Only the translation is made.",
  language: "Language",
  translator: "Translator",
  start: "Translate",
  noMore: "This server can translate this video into no other language.",
  most: (count: number) => `A video has at most ${count} translations.`,
  waits: "A language can be added when the video is ready.",
  running: (language: string) => `${language} is being translated. You may leave this page.`,
  progressOf: (language: string) => `Translation into ${language}`,
  added: (language: string) => `${language} is added.`,
  lost: (language: string) =>
    `${language} was not added, because nothing was translated. Try again later, or with another translator.`,
  stopped: (language: string) => `${language} was not added.`,

  again: "Translate again",
  againTitle: "Translate again",
  which: "Which subtitles",
  missing: (n: number) => `Those without a translation (${n})`,
  missingHint: "Nothing that is translated changes.",
  all: (n: number) => `All (${n})`,
  allHint: "Your changes of this language are replaced. Undo brings each of them back.",
  noneMissing: "Every subtitle is translated.",
  sameTranslator: "As before",
  progress: (done: string, total: string) => `${done} of ${total} translated`,
  stop: "Stop",
  done: (n: number) => `${cues(n)} translated again.`,
  doneExcept: (n: number, left: number) => `${cues(n)} translated again, ${left} not.`,
  stoppedAfter: (n: number) => `Stopped. ${cues(n)} translated again.`,

  problems: {
    noPair: "No translator of this server can do that language. Choose another one.",
    busy: "The video is being worked on. Try again when it is ready.",
    changed: "Somebody else changes these subtitles at the moment. Try again.",
    translatorAway:
      "The translator did not answer, or gave no translation. Try again later, or with another translator.",
    silent: "Nothing was said at this moment, so there is nothing to translate.",
    detail: (why: string) => `The server reports: ${why}`,
  },
};

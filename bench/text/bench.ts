/** Benchmarks of texts: sentences a second by translators, and the check and the conversions of a film of 20,000 cues. */
import { FILE_FORMATS } from "../../src/subtitles/file/file-formats.js";
import { plain } from "../../src/subtitles/file/styled-text.js";
import { checkedCues, type FileCue, type SubtitleFile } from "../../src/subtitles/file/subtitle-file.js";
import type { TranslatedUnit } from "../../src/subtitles/cue.js";
import { layOut } from "../../src/subtitles/layout/layout.js";
import { checkCues } from "../../src/subtitles/norms/check.js";
import { normsOf } from "../../src/subtitles/norms/profile.js";
import { findTranslator } from "../../src/translation/translators.js";
import { messageOf } from "../../src/errors.js";
import { beginService } from "../../test/translation/service-server.js";
import { median, spread, type Bench, type Row } from "../row.js";

const CUES = 20_000;
const SENTENCES = 2000;
const SUBJECTS = ["The house", "My friend", "A good day", "The president of the country", "Nobody", "This book"];
const VERBS = ["opens", "has", "knows", "wants", "sees", "gives"];
const OBJECTS = ["the door of the garden", "a new car", "two old letters", "the answer", "water and bread"];

/** Sentences of ordinary words; no two are the same, because services must not answer from memory. */
function sentences(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const [subject, verb] = [SUBJECTS[i % SUBJECTS.length], VERBS[Math.trunc(i / 6) % VERBS.length]];
    return `${subject} ${verb} ${OBJECTS[Math.trunc(i / 36) % OBJECTS.length]} in the year ${1000 + i}.`;
  });
}

/** Ten hours of cues. */
function film(): SubtitleFile {
  const texts = sentences(CUES);
  const cues = texts.map((text, i): FileCue => {
    const words = text.split(" ");
    const half = Math.ceil(words.length / 2);
    const content = { ...plain(`${words.slice(0, half).join(" ")}\n${words.slice(half).join(" ")}`) };
    const marks = i % 10 === 0 ? [{ from: 0, to: content.text.length, style: { italic: true as const } }] : [];
    return { start: i * 1800, end: i * 1800 + 1700, content: { ...content, marks } };
  });
  return { language: "en", cues, heads: {}, notes: [] };
}

/** The seconds of each run, without the first one, which warms up. */
async function seconds(runs: number, work: () => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i <= runs; i++) {
    const begin = performance.now();
    await work();
    if (i > 0) times.push((performance.now() - begin) / 1000);
  }
  return times;
}

async function measureTranslators({ say }: Bench, runs: number): Promise<Row[]> {
  const rows: Row[] = [];
  const texts = sentences(SENTENCES);
  const measure = async (
    name: string,
    bar: number,
    detail: string,
    id: string,
    env: NodeJS.ProcessEnv,
  ): Promise<void> => {
    const route = { source: "en", target: "es" };
    try {
      const translator = await findTranslator(id).open(env);
      const times = await seconds(runs, () => translator.translate(texts, route));
      await translator.close();
      const rates = times.map((time) => SENTENCES / time);
      say(`${name}: ${median(rates).toFixed(0)} sentences a second`);
      rows.push({
        ...{ name, measured: median(rates), bar, better: "more", unit: "" },
        detail: `${spread(rates, 0)}, ${runs} runs of ${SENTENCES} sentences of 8 to 15 words; ${detail}`,
      });
    } catch (error) {
      rows.push({ name, measured: Number.NaN, bar, better: "more", unit: "", detail: messageOf(error) });
    }
  };
  await measure(
    "sentences a second by Apertium, English to Spanish",
    150,
    "one process, as a rank has it",
    "apertium",
    process.env,
  );
  const service = await beginService("openai");
  service.otherwise = "slow";
  const env = { SISTER_OPENAI_URL: service.url, SISTER_OPENAI_MODEL: "tiny" };
  await measure(
    "sentences a second by a service that takes 50 ms",
    70,
    "on loopback, at most 4 requests at a time",
    "openai",
    env,
  );
  if (service.mostAtOnce > 4) throw new Error(`${service.mostAtOnce} requests were under way, not 4`);
  await service.close();
  return rows;
}

/** The check and the conversions of 20,000 cues: from SubRip to each format, and from each back. */
async function measureFilm({ say }: Bench, runs: number): Promise<Row[]> {
  const whole = film();
  const rows: Row[] = [];
  const add = async (name: string, work: () => unknown): Promise<void> => {
    const times = await seconds(runs, work);
    say(`${name}: ${median(times).toFixed(2)} s`);
    rows.push({
      ...{ name: `${name}, 20,000 cues`, measured: median(times), bar: 1, better: "less", unit: "s" },
      detail: `${spread(times)} s, ${runs} runs; 10 hours, in memory`,
    });
  };
  const norms = normsOf("netflix", "en");
  await add("check by the norms", () => checkCues(checkedCues(whole), { norms }));
  const subRip = FILE_FORMATS.find(({ id }) => id === "srt");
  const text = subRip?.write?.(whole) ?? "";
  for (const { id, name, read, write } of FILE_FORMATS) {
    if (!write) continue;
    await add(`SubRip to ${name}`, () => write(subRip?.read?.(text) ?? whole));
    const own = write(whole);
    if (read && id !== "srt") await add(`${name} to SubRip`, () => subRip?.write?.(read(own) ?? whole));
  }
  return rows;
}

/** Units of a ten-hour talk in three languages, of 8 to 32 words each. */
function talk(): TranslatedUnit[] {
  const vocabulary = {
    en: "the house of my uncle and a very long afternoon we said something about the road nobody had seen before",
    es: "la casa de mi tío y una tarde muy larga dijimos algo sobre el camino que nadie había visto antes",
    id: "rumah paman saya dan sore yang sangat panjang kami berkata sesuatu tentang jalan yang belum pernah dilihat",
  };
  let time = 0;
  return Array.from({ length: 11_000 }, (_, unit): TranslatedUnit => {
    const count = 8 + ((unit * 7) % 25);
    const said = (language: keyof typeof vocabulary): string[] => {
      const words = vocabulary[language].split(" ");
      return Array.from({ length: count }, (_, i) => words[(unit * 3 + i * 5) % words.length] ?? "");
    };
    const begin = time;
    const words = said("en").map((text, i) => {
      const start = begin + i * 0.155;
      return { text, start, end: start + 0.145, confidence: 1 };
    });
    time += count * 0.155 + 0.17;
    const end = words.at(-1)?.end ?? time;
    return { start: begin, end, words, text: { es: `${said("es").join(" ")}.`, id: `${said("id").join(" ")}.` } };
  });
}

async function measureLayout({ say }: Bench, runs: number): Promise<Row[]> {
  const units = talk();
  const options = { source: "en", languages: ["en", "es", "id"] };
  const count = layOut(units, options).length;
  const times = await seconds(runs, () => layOut(units, options));
  say(`layout: ${median(times).toFixed(2)} s`);
  const hours = ((units.at(-1)?.end ?? 0) / 3600).toFixed(0);
  return [
    {
      ...{ name: "layout of a talk in 3 languages", measured: median(times), bar: 3, better: "less", unit: "s" },
      detail: `${spread(times)} s, ${runs} runs; ${hours} hours of dense speech, ${count} cues`,
    },
  ];
}

export async function benchText(bench: Bench): Promise<Row[]> {
  const runs = bench.runs ?? 9;
  return [
    ...(await measureTranslators(bench, runs)),
    ...(await measureFilm(bench, runs)),
    ...(await measureLayout(bench, runs)),
  ];
}

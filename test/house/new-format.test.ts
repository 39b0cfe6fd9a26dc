/**
 * A new subtitle format is one file and one line in the table of formats (docs/developing/where-to-change.md). A made-up
 * format, which is nowhere but in the table, shows it.
 */
import { OpenAPIHono } from "@hono/zod-openapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Api, ApiContext, ApiEnv } from "../../src/api/context.js";
import { addOpenApi } from "../../src/api/document/openapi.js";
import { addOutputRoute } from "../../src/api/routes/jobs/outputs.js";
import { addSubtitleRoutes } from "../../src/api/routes/jobs/subtitles.js";
import { buildProgram } from "../../src/cli/program.js";
import { listOutputs, outputPaths } from "../../src/pipeline/outputs.js";
import type { SubtitleFormat } from "../../src/subtitles/formats/format.js";
import { SUBTITLE_FORMATS } from "../../src/subtitles/formats/formats.js";

const MADE_UP: SubtitleFormat = {
  id: "lines",
  name: "Made-up lines",
  mediaType: "text/x-lines; charset=utf-8",
  isWrittenByDefault: true,
  write: (cues, language) => cues.map(({ start, text }) => `${start} ${text[language]}\n`).join(""),
};
const ID = "0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11";

/** Answers every query for a job or its subtitles with the same row. */
const database = {
  query: (sql: string) => {
    const job = { id: ID, owner: "ada", status: "completed", filename: "talk.mp4", source: "en", targets: ["es"] };
    const cues = [{ index: 1, start: 1.5, end: 3, text: "¡hola!" }];
    const subtitles = { language: "es", cues, version: 1, edited: false };
    return Promise.resolve({ rows: [/FROM subtitles/.test(sql) ? subtitles : job], count: 1 });
  },
  reader: () => database,
};

function buildApi(): Api {
  const app = new OpenAPIHono<ApiEnv>();
  const context = { database } as unknown as ApiContext;
  app.use(async (request, next) => {
    request.set("owner", "ada");
    await next();
  });
  addSubtitleRoutes(app, context);
  addOutputRoute(app, context);
  addOpenApi(app, context);
  return app;
}

describe("a subtitle format that is only in the table", () => {
  const table = SUBTITLE_FORMATS as SubtitleFormat[];
  beforeAll(() => void table.push(MADE_UP));
  afterAll(() => void table.pop());

  it("is written by the command line, and is in its help", () => {
    const paths = outputPaths("/v/talk.mp4", ["en", "es"], { folder: null, burn: null, mux: false });
    expect(listOutputs(paths)).toEqual(expect.arrayContaining(["/v/talk.en.lines", "/v/talk.es.lines"]));
    let help = "";
    const translate = buildProgram().commands.find((command) => command.name() === "translate");
    translate?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toContain("NAME.LANGUAGE.lines (Made-up lines)");
  });

  it("is in the OpenAPI document", async () => {
    const document = await (await buildApi().request("/openapi.json")).text();
    expect(document).toContain("the subtitles, as .srt, .vtt, .ass, .ttml, .txt, .csv, .lines or .json");
  });

  it.each([`/api/jobs/${ID}/subtitles/es.lines`, `/outputs/${ID}/talk.es.lines`])("is served at %s", async (path) => {
    const answer = await buildApi().request(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/x-lines; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toContain("talk.es.lines");
    expect(await answer.text()).toBe("1.5 ¡hola!\n");
  });
});

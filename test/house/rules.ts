/** The structure of Sister as rules: docs/developing/architecture.md tells them, test/house/structure.test.ts holds the tree to them. */

/**
 * Which room (folder of `src/`) may import which. Arrows go one way: cli and api -> group -> pipeline -> speech, translation, media ->
 * subtitles, which imports no other room. `mpi` is a library of its own, which knows nothing of video; only `group` uses it. `scheduling` is pure and knows
 * neither: it is the one scheduler, of the pipeline and of the binding's executor.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  children: [],
  database: ["children"],
  store: ["database", "subtitles"],
  cache: [],
  service: [
    "store",
    "database",
    "cache",
    "group",
    "pipeline",
    "speech",
    "translation",
    "subtitles",
    "media",
    "children",
  ],
  cli: [
    "api",
    "service",
    "store",
    "database",
    "cache",
    "group",
    "pipeline",
    "speech",
    "translation",
    "subtitles",
    "media",
    "children",
  ],
  api: ["service", "store", "database", "cache", "group", "pipeline", "speech", "translation", "subtitles", "media"],
  group: ["pipeline", "scheduling", "speech", "translation", "subtitles", "media", "mpi", "children"],
  pipeline: ["scheduling", "speech", "translation", "subtitles", "media"],
  speech: ["subtitles", "children"],
  translation: ["children"],
  subtitles: [],
  media: ["subtitles", "children"],
  mpi: ["scheduling"],
  scheduling: [],
};

/** What each room does, in one line. `npm run docs:rooms` makes the table of docs/developing/architecture.md of these and of ROOMS. */
export const PURPOSES: Readonly<Record<string, string>> = {
  cli: "the command: arguments, progress on the terminal, exit status, `doctor`",
  api: "HTTP: routes, schemas, access, event streams, incoming uploads",
  service:
    "what a server and a supervisor do: keep videos, run leased jobs and renders, keep a process group; settings",
  store: "the tables, in SQL: jobs, leases, events, subtitles, renders, uploads, tokens",
  database: "the contract of the database, its two implementations (PGlite, PostgreSQL), the migrations",
  cache: "what may be lost at any time: in memory, or in Redis",
  group: "process groups: hostfiles, mpirun, the programs of ranks, the MPI transport",
  pipeline: "the main job: segments, the order of tasks, seams, the journal, results",
  speech: "speech engines, models, voice detection, alignment; each in a child process",
  translation: "translators and routes over language pairs",
  subtitles: "units, cues, layout, SRT, WebVTT, JSON, the style of letters; pure",
  media: "ffmpeg, ffprobe and fontconfig, each behind one module",
  children: "starts every outside program with a clean environment and limits, and ends it with its descendants",
  mpi: "the binding `sister/mpi` and its Executor; knows nothing of video",
  scheduling: "the only scheduler, for tasks of any kind; pure",
};

/** Files of `src/` itself that a room may import: every room may, but for those named here. */
export const SHARED_FILES: Readonly<Record<string, { readonly not: readonly string[] }>> = {
  "cache-folder.ts": { not: ["mpi", "scheduling"] },
  "errors.ts": { not: ["mpi", "scheduling"] },
  "edit-distance.ts": { not: ["mpi", "scheduling"] },
  "semaphore.ts": { not: ["mpi", "scheduling"] },
  "models-folder.ts": { not: ["mpi", "scheduling"] },
};

/** Outside things that one file (or one room, by a `/` at the end) stands before. */
export const WALLS: readonly { readonly thing: string; readonly behind: string; readonly why: string }[] = [
  {
    thing: '"@electric-sql/pglite"',
    behind: "src/database/embedded/pglite-thread.ts",
    why: "the database is a contract with two forms",
  },
  { thing: '"pg"', behind: "src/database/", why: "the database is a contract with two forms" },
  { thing: '"ioredis"', behind: "src/cache/redis-cache.ts", why: "all of it can be lost: nobody else may rely on it" },
  {
    thing: '"@tus/server"',
    behind: "src/api/routes/resumable-uploads.ts",
    why: "what an upload is, the service decides",
  },
  {
    thing: 'from "content-disposition"',
    behind: "src/api/downloads/content-disposition.ts",
    why: "names of downloads follow one rule for text",
  },
  { thing: '"prom-client"', behind: "src/api/metrics.ts", why: "what is measured is ours, how it is written is not" },
  {
    thing: '"node:child_process"',
    behind: "src/children/",
    why: "every outside program has a clean environment, bounds, and an end",
  },
  { thing: '"fluent-ffmpeg"', behind: "src/media/ffmpeg.ts", why: "it is archived, and must be replaceable" },
  { thing: "sister_mpi.node", behind: "src/mpi/addon/native.ts", why: "one wall between C++ and TypeScript" },
  { thing: "sister_pocketsphinx.node", behind: "src/speech/", why: "decoders live in the engine's child process" },
  {
    thing: '"sherpa-onnx-node"',
    behind: "src/speech/",
    why: "it can end its process: only the engine's child loads it",
  },
  {
    thing: '"onnxruntime-node"',
    behind: "src/speech/",
    why: "it can end its process: only children load it",
  },
  { thing: '"undici"', behind: "src/speech/models/install/download.ts", why: "downloads have one set of limits" },
  {
    thing: '"deepl-node"',
    behind: "src/translation/deepl/",
    why: "requests have the limits, the patience and the secrecy of services",
  },
  {
    thing: "@browsermt/bergamot-translator",
    behind: "src/translation/bergamot/wasm-engine.ts",
    why: "it is WebAssembly that can abort: only the translator's child loads it",
  },
  { thing: '"tar"', behind: "src/speech/models/install/unpack.ts", why: "archives are hostile until they are checked" },
];

/**
 * Which room of the page (folder of `web/src/`) may import which: docs/developing/page.md. Of `src/`, the page may import `subtitles` alone, which is
 * pure.
 */
export const PAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  app: ["new-job", "jobs", "job", "status", "sign-in", "upload", "api", "controls", "language", "stores"],
  "new-job": ["jobs", "upload", "player", "api", "controls", "language", "stores"],
  jobs: ["upload", "api", "controls", "language", "stores"],
  job: ["editing", "player", "upload", "api", "controls", "language", "stores"],
  status: ["api", "controls", "language", "stores"],
  "sign-in": ["api", "controls", "language", "stores"],
  player: ["api", "controls", "language", "stores"],
  upload: ["api", "controls", "language", "stores"],
  api: ["language", "stores"],
  editing: [],
  controls: ["language", "stores"],
  language: ["stores"],
  stores: [],
};

/** Most sources of one folder, tests beside them not counted. */
export const MOST_FILES = 16;

/** Most lines of a file that people write. */
export const MOST_LINES = 400;

/** Files that may be longer, because each is one class (or a class and its kinds) that a reader looks up method by method. */
export const LONG_CLASSES: Readonly<Record<string, string>> = {
  "src/mpi/communicator/typed-communicator.ts": "everything that goes from buffer to buffer, as in mpi4py's Comm",
  "src/mpi/communicator/communicator.ts":
    "a communicator makes communicators of every kind: files apart would be a circle",
};

/** Folders whose files are held to the length. */
export const SOURCE_FOLDERS = ["src", "web", "native", "scripts", "test", "bench", "bin", "examples"] as const;

/** Files that a program writes. */
export const MADE_FILES = ["web/src/api/schema.d.ts"] as const;

/** Words in a file's or folder's name that say nothing about what is in it. */
export const EMPTY_NAMES = /(^|[-_.])(utils?|helpers?|managers?|misc|common)([-_.]|$)/i;

/** What no file may name: places of one machine, and where a package was once downloaded from. */
export const MACHINE_PLACES = [
  new RegExp(`${"/"}work${"/"}(main|shared|\\.library)`),
  new RegExp(["registry", "\\.npmjs\\.", "org"].join("")),
] as const;

/** Gets a model's files from a mirror or a folder: for machines without access to the origin. */
import { copyFile, mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { SisterError } from "../../../errors.js";
import { listsItsFiles, type CatalogueEntry } from "../catalogue-entry.js";
import { isManifest, MANIFEST, readManifest, type Manifest } from "../manifest.js";
import { shown } from "./download.js";
import { firefoxFilesIn } from "./firefox-files.js";
import { archiveName, checkSource, takeFiles } from "./fetch-origin.js";
import { Counter, downloadChecked, type Fetched, type Fetching } from "./fetching.js";

interface InstalledFile {
  name: string;
  bytes?: number;
  sha256?: string;
}

/** Reads BASE/NAME/FILE for each installed file: a served copy of a models' folder. */
export async function fetchFromMirror(fetching: Fetching, base: string): Promise<Fetched> {
  const { entry, work, fresh } = fetching;
  const folder = `${base.replace(/\/+$/, "")}/${entry.name}`;
  const files = listsItsFiles(entry) ? entry.files : await readMirrorManifest(fetching, `${folder}/${MANIFEST}`);
  const aboutOf = ({ bytes }: InstalledFile): number => bytes ?? entry.bytes / files.length;
  const counter = new Counter(fetching, files.map(aboutOf));
  for (const file of files) {
    const target = join(work, "from-mirror");
    counter.begin(aboutOf(file));
    await downloadChecked(
      fetching,
      {
        url: `${folder}/${file.name.split("/").map(encodeURIComponent).join("/")}`,
        file: target,
        what: file.name,
        bytes: file.bytes,
        about: Math.max(aboutOf(file), entry.bytes),
        digest: file.sha256,
      },
      counter,
    );
    await mkdir(dirname(join(fresh, file.name)), { recursive: true });
    await copyFile(target, join(fresh, file.name));
    await rm(target);
  }
  return { source: [`mirror ${shown(base)}`], entry };
}

async function readMirrorManifest(fetching: Fetching, url: string): Promise<InstalledFile[]> {
  const { entry, work } = fetching;
  const file = join(work, "mirror-manifest");
  const silent = new Counter({ ...fetching, onEvent: () => undefined }, []);
  await downloadChecked(fetching, { url, file, what: MANIFEST, about: 1e6 }, silent);
  let read: unknown = null;
  try {
    read = JSON.parse(await readFile(file, "utf8"));
  } catch {
    // Not JSON: refused below.
  }
  await rm(file);
  if (!isManifest(read) || read.name !== entry.name)
    throw new SisterError(
      `${shown(url)} does not list the files of ${entry.name}: copy the model's whole folder to the mirror`,
    );
  return filesOf(read);
}

const filesOf = ({ files }: Manifest): InstalledFile[] =>
  Object.entries(files).map(([name, known]) => ({ name, ...known }));

/** Reads DIR/NAME/FILE, DIR/FILE, or the original downloads under their original names; those of Firefox's models unpacked. */
export async function fetchFromFolder(fetching: Fetching, place: string): Promise<Fetched> {
  const { entry, fresh } = fetching;
  const folder = resolve(place);
  if (!(await isThere(folder))) {
    throw new SisterError(`${place}: the folder does not exist; give a folder, or an address that begins with http`, {
      exitCode: 2,
    });
  }
  for (const dir of [join(folder, ...entry.name.split("/")), folder]) {
    const names = await installedNames(entry, dir);
    const files = names
      ? new Map(names.map((name) => [name, name]))
      : entry.firefox
        ? await firefoxFilesIn(dir, entry.firefox.pair)
        : null;
    if (files === null) continue;
    for (const [name, given] of files) {
      await mkdir(dirname(join(fresh, name)), { recursive: true });
      await copyFile(join(dir, given), join(fresh, name));
    }
    return { source: [`folder ${dir}`], entry };
  }
  const sources = Object.entries(entry.sources);
  for (const [key, source] of sources) {
    const file = join(folder, archiveName(source));
    if (!(await isThere(file))) throw lacking(entry, folder);
    await checkSource(source, file);
    await takeFiles(fetching, key, source, file);
  }
  if (sources.length === 0) throw lacking(entry, folder);
  return { source: [`folder ${folder}`], entry };
}

/** The names of a model's installed files in a folder that has all of them; otherwise null. */
async function installedNames(entry: CatalogueEntry, dir: string): Promise<string[] | null> {
  const manifest = readManifest(dir);
  const listed = manifest?.name === entry.name ? filesOf(manifest) : [];
  const names = (listsItsFiles(entry) ? entry.files : listed).map(({ name }) => name);
  const present = await Promise.all(names.map((name) => isThere(join(dir, name))));
  return names.length > 0 && present.every(Boolean) ? names : null;
}

function lacking(entry: CatalogueEntry, folder: string): SisterError {
  const installed = listsItsFiles(entry) ? ` (${entry.files.map(({ name }) => name).join(", ")})` : "";
  const archives = entry.firefox
    ? `the unpacked files model.${entry.firefox.pair.replace("-", "")}.*.bin, lex.*.bin and vocab.*.spm`
    : Object.values(entry.sources).map(archiveName).join(" and ");
  return new SisterError(
    `${folder} lacks ${entry.name}: it needs a folder ${entry.name} as in the models' folder of another machine${installed}${archives === "" ? "" : `, or ${archives}`}`,
    { exitCode: 2 },
  );
}

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null;

/** `sister hosts`: the hosts of the process group, in its hostfile. A running `sister group` applies changes when it is idle. */
import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import { parseCount } from "./options.js";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { messageOf, SisterError } from "../errors.js";
import { addHost, removeHost } from "../group/hosts/hostfile-edit.js";
import { readHostfile } from "../group/hosts/hostfile.js";
import { checkHosts } from "../group/hosts/hosts-check.js";
import { printText } from "./terminal/print.js";

interface HostsOptions {
  hostfile: string;
}

export function addHostsCommands(program: Command): void {
  const hosts = program.command("hosts").description("the hosts of the process group");
  const hostfile = ["--hostfile <file>", "the file that lists them", "hostfile"] as const;
  hosts
    .command("list", { isDefault: true })
    .description("list all hosts, and whether each can take ranks")
    .option(...hostfile)
    .action(async (options: HostsOptions) => {
      process.exitCode = await hostsList(options);
    });
  hosts
    .command("add")
    .argument("<host>", "its name or address for ssh")
    .description("add a host, or change its slots")
    .option("--slots <n>", "number of ranks that it takes", parseCount, 1)
    .option(...hostfile)
    .action(async (host: string, options: HostsOptions & { slots: number }) => {
      process.exitCode = await hostsAdd(host, options);
    });
  hosts
    .command("remove")
    .argument("<host>", "its name in the file")
    .description("remove a host")
    .option(...hostfile)
    .action(async (host: string, options: HostsOptions) => {
      process.exitCode = await hostsRemove(host, options);
    });
}

/** Lists all hosts, and whether each can take ranks. Exit status 1 if any cannot. */
async function hostsList({ hostfile }: HostsOptions): Promise<number> {
  const hosts = await readHostfile(hostfile);
  const checks = await checkHosts(hosts);
  for (const [i, { name, slots, threads, provider }] of hosts.entries()) {
    const { ok, detail } = checks[i] ?? { ok: false, detail: "not checked" };
    const devices = `${threads === undefined ? "" : `  threads=${threads}`}${provider ? `  provider=${provider}` : ""}`;
    printText(`${ok ? "ok" : "--"}  ${name}  slots=${slots}${devices}  ${detail}`);
  }
  return checks.every(({ ok }) => ok) ? 0 : 1;
}

/** Adds a host. One that cannot take ranks is refused with the reason. */
async function hostsAdd(name: string, { hostfile, slots }: HostsOptions & { slots: number }): Promise<number> {
  const text = await readText(hostfile);
  const edited = addHost(text, { name, slots });
  const [check] = await checkHosts([{ name, slots }]);
  if (!check?.ok) throw new SisterError(`${name} was not added: ${check?.detail ?? "it was not checked"}`);
  await replace(hostfile, edited);
  printText(`${name} slots=${slots} is in ${hostfile}: a running sister group uses it as soon as it is idle`);
  return 0;
}

async function hostsRemove(name: string, { hostfile }: HostsOptions): Promise<number> {
  await replace(hostfile, removeHost(await readText(hostfile), name, hostfile));
  printText(`${name} is no longer in ${hostfile}: a running sister group drops it as soon as it is idle`);
  return 0;
}

/** The text of a file; "" if it does not exist yet. */
async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new SisterError(`${path} cannot be read (${messageOf(error)}): give another one with --hostfile`, {
      cause: error,
    });
  }
}

/** Replaces a file as a whole: a group may read it at any moment. */
async function replace(path: string, text: string): Promise<void> {
  const temporary = `${resolve(path)}.${randomUUID()}.tmp`;
  try {
    const mode = (await stat(path).catch(() => null))?.mode ?? 0o644;
    await writeFile(temporary, text, { mode: mode & 0o777 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new SisterError(`${path} cannot be written (${messageOf(error)})`, { cause: error });
  }
}

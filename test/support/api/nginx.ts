/** The cluster's nginx: the configuration and the programs of docker/nginx with a test's ports and folders. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { cp, mkdir, readdir, readFile, readlink, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { descendants } from "../../cli/sister.js";

const CONFIGURATION = fileURLToPath(new URL("../../../docker/nginx", import.meta.url));
const execute = promisify(execFile);

export interface Front {
  /** Addresses without and with TLS. */
  http: string;
  https: string;
  /** How many bytes of requests it holds in files. */
  spooled(): Promise<number>;
  stop(): Promise<void>;
}

/** Whether nginx is installed. */
export async function hasNginx(): Promise<boolean> {
  return execute("nginx", ["-v"]).then(
    () => true,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/**
 * Bytes of the files of a folder that an nginx has open. It deletes a temporary file as soon as it has opened it, so
 * that only /proc shows it.
 */
async function spooledBytes(master: number, folder: string): Promise<number> {
  const processes = [master, ...(await descendants(master)).map(({ pid }) => pid)];
  let bytes = 0;
  for (const pid of processes) {
    for (const name of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const path = `/proc/${pid}/fd/${name}`;
      if (!(await readlink(path).catch(() => "")).startsWith(folder)) continue;
      bytes += (await stat(path).catch(() => null))?.size ?? 0;
    }
  }
  return bytes;
}

/** The configuration of docker/nginx for a test. */
interface Placed {
  http: string;
  https: string;
  /** Folders of the configuration, of what nginx-front makes, and of the certificate. */
  etc: string;
  run: string;
  tls: string;
  /** A file of docker/nginx as text with the folders of the test. */
  read(name: string): Promise<string>;
}

/** Puts the configuration into a folder, with a self-made certificate. */
async function place(folder: string): Promise<Placed> {
  const [etc, run, tls, data] = ["etc", "run", "tls", "files"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const path of [etc, join(run, "temporary"), tls, data]) await mkdir(path, { recursive: true });
  await cp(CONFIGURATION, etc, { recursive: true });
  const [plain, secure, status] = [await freePort(), await freePort(), await freePort()];
  const read = async (name: string): Promise<string> =>
    (await readFile(join(CONFIGURATION, name), "utf8"))
      .replaceAll("/etc/nginx", etc)
      .replaceAll("/run/nginx", run)
      .replaceAll("/tls/", `${tls}/`)
      .replaceAll("alias /data/", `alias ${data}/`)
      .replaceAll("listen 8080", `listen 127.0.0.1:${plain}`)
      .replaceAll("listen 8443", `listen 127.0.0.1:${secure}`)
      .replaceAll("listen 8081", `listen 127.0.0.1:${status}`)
      .replace("worker_processes auto", "worker_processes 1")
      .replace("access_log /dev/stdout", `access_log ${join(folder, "access.log")}`);
  for (const name of (await readdir(etc)).filter((one) => one.endsWith(".conf")))
    await writeFile(join(etc, name), await read(name));
  await writeFile(join(etc, "mime.types"), "types { text/html html; }\n");
  await makeCertificate(tls);
  return { http: `http://127.0.0.1:${plain}`, https: `https://127.0.0.1:${secure}`, etc, run, tls, read };
}

/** Writes a self-made certificate and its key, one after the other. */
export async function makeCertificate(tls: string): Promise<void> {
  await execute("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=localhost", "-keyout", join(tls, "tls.key"), "-out", join(tls, "tls.crt")],
  ]);
}

/** A running nginx. */
interface Running {
  /** What it has written to standard error. */
  log(): string;
  stop(): Promise<void>;
}

/** Resolves when nginx answers. Rejects with what it wrote if it ends before. */
async function answering(child: ChildProcess, http: string): Promise<Running> {
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let said = "";
  child.stderr?.on("data", (text: Buffer) => (said += text.toString()));
  const isThere = (): Promise<boolean> =>
    fetch(`${http}/health`).then(
      () => true,
      () => false,
    );
  while (!(await isThere())) if (child.exitCode !== null) throw new Error(`nginx did not begin: ${said}`);
  return {
    log: () => said,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Starts nginx in front of a server. `folder` belongs to the test. */
export async function startFront(folder: string, backend: string, uploadBytes: number): Promise<Front> {
  const { http, https, etc, run } = await place(folder);
  await writeFile(join(run, "upstream.conf"), `upstream backends { server ${new URL(backend).host}; }\n`);
  await writeFile(join(run, "http.conf"), "");
  await writeFile(join(run, "limits.conf"), `client_max_body_size ${uploadBytes};\n`);
  const options = ["-c", join(etc, "nginx.conf"), "-e", "stderr"];
  await execute("nginx", ["-t", ...options]);
  // By default, the workers of root's nginx are another user, who could write nothing into the test's folder.
  const user = process.getuid?.() === 0 ? "user root;" : "";
  const child = spawn("nginx", [...options, "-g", `daemon off; ${user}`], { stdio: ["ignore", "ignore", "pipe"] });
  const { stop } = await answering(child, http);
  return { http, https, spooled: () => spooledBytes(child.pid ?? 0, join(run, "temporary")), stop };
}

/** nginx with the loop of `nginx-front`, which starts it in a container. */
export interface WatchedFront extends Running {
  https: string;
  /** The folder of its certificate. */
  tls: string;
}

/** Starts `nginx-front`, without a server behind it. `folder` belongs to the test. */
export async function startWatchedFront(folder: string): Promise<WatchedFront> {
  const { http, https, etc, tls, read } = await place(folder);
  const [front, bin] = [join(folder, "nginx-front"), join(folder, "bin")];
  await writeFile(front, await read("nginx-front"), { mode: 0o755 });
  // In the container, nginx finds its configuration by itself.
  const path = process.env["PATH"] ?? "";
  await mkdir(bin);
  const nginx = `#!/bin/sh\nPATH='${path}'\nexec nginx -c '${join(etc, "nginx.conf")}' -e stderr "$@"\n`;
  await writeFile(join(bin, "nginx"), nginx, { mode: 0o755 });
  const child = spawn("bash", [front], {
    env: { ...process.env, PATH: `${bin}:${path}`, BACKENDS: "" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  return { https, tls, ...(await answering(child, http)) };
}

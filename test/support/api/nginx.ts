/** The cluster's nginx in front of one server: the configuration of docker/nginx with a test's ports and folders. */
import { execFile, spawn } from "node:child_process";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const CONFIGURATION = fileURLToPath(new URL("../../../docker/nginx", import.meta.url));
const execute = promisify(execFile);

export interface Front {
  /** Addresses without and with TLS. */
  http: string;
  https: string;
  /** How many bytes of requests lie in its folder. */
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

/** Starts nginx in front of a server. `folder` belongs to the test. */
export async function startFront(folder: string, backend: string, uploadBytes: number): Promise<Front> {
  const [etc, run, tls, data] = ["etc", "run", "tls", "files"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const path of [etc, join(run, "temporary"), tls, data]) await mkdir(path, { recursive: true });
  await cp(CONFIGURATION, etc, { recursive: true });
  const [plain, secure, status] = [await freePort(), await freePort(), await freePort()];
  for (const name of (await readdir(etc)).filter((one) => one.endsWith(".conf"))) {
    const text = await readFile(join(etc, name), "utf8");
    const placed = text
      .replaceAll("/etc/nginx", etc)
      .replaceAll("/run/nginx", run)
      .replaceAll("/tls/", `${tls}/`)
      .replaceAll("alias /data/", `alias ${data}/`)
      .replaceAll("listen 8080", `listen 127.0.0.1:${plain}`)
      .replaceAll("listen 8443", `listen 127.0.0.1:${secure}`)
      .replaceAll("listen 8081", `listen 127.0.0.1:${status}`)
      .replace("worker_processes auto", "worker_processes 1")
      .replace("/dev/stdout", join(folder, "access.log"));
    await writeFile(join(etc, name), placed);
  }
  await writeFile(join(etc, "mime.types"), "types { text/html html; }\n");
  await writeFile(join(run, "upstream.conf"), `upstream backends { server ${new URL(backend).host}; }\n`);
  await writeFile(join(run, "http.conf"), "");
  await writeFile(join(run, "limits.conf"), `client_max_body_size ${uploadBytes};\n`);
  await execute("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"],
    ...["-keyout", join(tls, "tls.key"), "-out", join(tls, "tls.crt")],
  ]);
  const options = ["-c", join(etc, "nginx.conf"), "-e", "stderr"];
  await execute("nginx", ["-t", ...options]);
  const child = spawn("nginx", [...options, "-g", "daemon off;"], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  const http = `http://127.0.0.1:${plain}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`nginx did not begin: ${said}`);
    if (
      await fetch(`${http}/health`).then(
        () => true,
        () => false,
      )
    )
      break;
  }
  return {
    http,
    https: `https://127.0.0.1:${secure}`,
    spooled: async () => Number((await execute("du", ["-sb", join(run, "temporary")])).stdout.split("\t")[0]),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

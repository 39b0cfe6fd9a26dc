/** What can be said of the cluster without starting it; `npm run test:cluster` starts it. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { bodyLimit } from "../../../src/api/bounds/body-limits.js";
import { HEAD_MS } from "../../../src/api/http/http-server.js";
import { KEEP_ALIVE } from "../../../src/api/http/preset-response.js";
import { ROOT } from "../fake-system.js";

interface Service {
  ports?: unknown[];
  read_only?: boolean;
  cap_drop?: string[];
  volumes?: { source: string; read_only?: boolean }[];
  networks?: Record<string, unknown>;
}
interface Project {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
}

/** As Compose understands the files; null where there is no Compose 2. No engine is asked. */
function projectOf(...files: string[]): Project | null {
  try {
    execFileSync("docker", ["compose", "version"], { stdio: "ignore" });
  } catch {
    return null;
  }
  const args = ["compose", ...files.flatMap((file) => ["-f", join(ROOT, file)]), "config", "--format", "json"];
  return JSON.parse(execFileSync("docker", args, { encoding: "utf8", maxBuffer: 1 << 24 })) as Project;
}
const NO_COMPOSE = "there is no Compose 2 (docker compose)";
const ENDING = ["first-token", "setup"];
const sourcesOf = ({ volumes = [] }: Service) => volumes.map(({ source }) => source);

describe.each([
  { file: "docker-compose.yml", count: 17 },
  { file: "docker-compose.dev.yml", count: 8 },
])("$file", ({ file, count }) => {
  test("has its containers, with nothing open but nginx's two ports, and no rights", (context) => {
    const project = projectOf(file);
    if (!project) return context.skip(NO_COMPOSE);
    const services = Object.entries(project.services);
    expect(services.filter(([name]) => !ENDING.includes(name))).toHaveLength(count);
    expect(services.flatMap(([name, { ports = [] }]) => ports.map(() => name))).toEqual(["nginx", "nginx"]);
    expect(services.filter(([, { read_only, cap_drop }]) => !read_only || cap_drop?.[0] !== "ALL")).toEqual([]);
    const outside = Object.entries(project.networks).filter(([, { internal }]) => internal !== true);
    expect(outside.map(([name]) => name).filter((name) => name !== "default")).toEqual(["public"]);
  });

  test("gives each only what it needs", (context) => {
    const project = projectOf(file);
    if (!project) return context.skip(NO_COMPOSE);
    const { nginx, "mpi-worker1": worker } = project.services;
    expect(sourcesOf(worker ?? {}).sort()).toEqual(["models", "mpi-host-worker1"]);
    expect(Object.keys(worker?.networks ?? {})).toEqual(["mpi"]);
    expect(Object.keys(nginx?.networks ?? {}).sort()).toEqual(["public", "web"]);
    expect(nginx?.volumes?.filter(({ read_only }) => !read_only)).toEqual([]);
  });
});

test.each(["docker-compose.yml", "docker-compose.dev.yml"])(
  "%s: servers and the group end before what keeps the data, so that they can hand back what they have",
  (file) => {
    const { services } = parse(readFileSync(join(ROOT, file), "utf8"), { merge: true }) as {
      services: Record<string, { depends_on?: Record<string, unknown> }>;
    };
    const names = Object.keys(services);
    const stores = names.filter((name) => /^(postgres-(master|slave)|redis-(master|slave|sentinel))\d*$/.test(name));
    for (const name of names.filter((one) => /^(backend\d|mpi-master)$/.test(one)))
      expect(Object.keys(services[name]?.depends_on ?? {})).toEqual(expect.arrayContaining(stores));
  },
);

interface Bounded {
  extends?: { file?: string; service: string };
  mem_limit?: string;
  pids_limit?: string;
  cpus?: string;
  tmpfs?: string[];
}
const composeFile = (file: string): Record<string, Bounded> =>
  (parse(readFileSync(join(ROOT, file), "utf8"), { merge: true }) as { services: Record<string, Bounded> }).services;

test.each(["docker-compose.yml", "docker-compose.dev.yml"])(
  "%s: every container has bounds of memory, processes and cores, and every tmpfs a size",
  (file) => {
    const common = composeFile("docker/services.yml");
    const whole = (service: Bounded): Bounded => {
      const base = service.extends && common[service.extends.service];
      const { tmpfs = [], ...rest } = service;
      if (!base) return { ...rest, tmpfs };
      const before = whole(base);
      return { ...before, ...rest, tmpfs: [...(before.tmpfs ?? []), ...tmpfs] };
    };
    for (const [name, service] of Object.entries(composeFile(file))) {
      const { mem_limit, pids_limit, cpus, tmpfs = [] } = whole(service);
      const settable = (what: string): RegExp => new RegExp(`^\\$\\{SISTER_\\w+_${what}:-.+\\}$`);
      expect(mem_limit, name).toMatch(settable("MEMORY"));
      expect(pids_limit, name).toMatch(settable("PROCESSES"));
      expect(String(cpus), name).toMatch(settable("CPUS"));
      expect(tmpfs.length, name).toBeGreaterThan(0);
      expect(
        tmpfs.filter((mount) => !/,size=/.test(mount)),
        name,
      ).toEqual([]);
    }
  },
);

test("each MPI host alone has its host key, and setup, which makes it", () => {
  for (const file of ["docker-compose.yml", "docker-compose.dev.yml"]) {
    const services = composeFile(file) as Record<string, { volumes?: string[] }>;
    const withKeys = Object.entries(services).flatMap(([name, { volumes = [] }]) =>
      volumes.filter((volume) => /^mpi-host/.test(volume)).map((volume) => `${name} ${volume}`),
    );
    const hosts = Object.keys(services).filter((name) => /^mpi-(master|worker\d+)$/.test(name));
    const volumeOf = (name: string): string => name.replace("mpi-", "mpi-host-");
    const expected = hosts.flatMap((name) => [
      `${name} ${volumeOf(name)}:/mpi/host:ro`,
      `setup ${volumeOf(name)}:/mpi/hosts/${name}`,
    ]);
    expect(withKeys.sort()).toEqual(expected.sort());
  }
});

test("ports of databases are published on 127.0.0.1 alone, and only by docker/ports.yml", (context) => {
  const project = projectOf("docker-compose.yml", "docker/ports.yml");
  if (!project) return context.skip(NO_COMPOSE);
  const others = Object.entries(project.services).filter(([name]) => name !== "nginx");
  const hosts = others.flatMap(([, { ports = [] }]) => (ports as { host_ip?: string }[]).map(({ host_ip }) => host_ip));
  expect([...new Set(hosts)]).toEqual(["127.0.0.1"]);
});

test("every script of the cluster can be read by bash", () => {
  const folders = [
    "docker/sister",
    "docker/postgres",
    "docker/redis",
    "docker/nginx",
    "docker/monitoring",
    "scripts/cluster",
    ".",
  ];
  const scripts = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(ROOT, folder, name))
      .filter((path) => readFileSync(path, "utf8").startsWith("#!/usr/bin/env bash")),
  );
  expect(scripts.length).toBeGreaterThan(15);
  for (const script of scripts) execFileSync("bash", ["-n", script]);
});

test("every variable of the stacks is in .env.cluster.example", () => {
  const example = readFileSync(join(ROOT, ".env.cluster.example"), "utf8");
  const texts = ["docker-compose.yml", "docker-compose.dev.yml", "docker/services.yml"].map((file) =>
    readFileSync(join(ROOT, file), "utf8"),
  );
  const used = new Set([...texts.join("").matchAll(/\$\{(\w+)/g)].map(([, name = ""]) => name));
  expect([...used].filter((name) => !example.includes(`#${name}=`))).toEqual([]);
});

test("nginx lets bodies through to the routes that take large ones, and no larger ones", () => {
  const conf = readFileSync(join(ROOT, "docker/nginx/nginx.conf"), "utf8");
  const locations = [...conf.matchAll(/location (=|~) (\S+) \{[^}]*client_max_body_size (\d+)(k?);/g)];
  const allowed = (path: string): number => {
    const [, , , size = "64", unit = "k"] =
      locations.find(([, how, place = ""]) => (how === "=" ? place === path : new RegExp(place).test(path))) ?? [];
    return Number(size) * (unit === "k" ? 1024 : 1);
  };
  for (const [method, path] of [
    ["POST", "/api/session"],
    ["POST", "/api/jobs/x/renders"],
    ["POST", "/api/subtitles/check"],
    ["PUT", "/api/jobs/x/subtitles/en"],
  ] as const)
    expect([path, allowed(path)]).toEqual([path, bodyLimit(method, path, "application/json")]);
});

test("nginx closes an idle connection to a server before the server does", () => {
  const [, seconds] =
    /keepalive_timeout (\d+)s/.exec(readFileSync(join(ROOT, "docker/nginx/nginx-front"), "utf8")) ?? [];
  expect(Number(seconds) * 1000).toBeLessThan(KEEP_ALIVE.announcedMs);
  expect(KEEP_ALIVE.announcedMs).toBeLessThan(KEEP_ALIVE.heldMs);
});

test("nginx waits for the head of a request as long as a server does", () => {
  const [, seconds] =
    /client_header_timeout (\d+)s;/.exec(readFileSync(join(ROOT, "docker/nginx/nginx.conf"), "utf8")) ?? [];
  expect([Number(seconds) * 1000, HEAD_MS]).toEqual([10_000, 10_000]);
});

test("the stage of the models in the Dockerfile has every source that installs them", () => {
  const dockerfile = readFileSync(join(ROOT, "docker/sister/Dockerfile"), "utf8");
  const stage = /AS models\n([^]*?)\nFROM /.exec(dockerfile)?.[1] ?? "";
  const copied = [...stage.matchAll(/^COPY (src\/.*) \S+$/gm)].flatMap(([, names = ""]) => names.split(" "));
  const needed = new Set<string>();
  const visit = (file: string): void => {
    if (needed.has(file)) return;
    needed.add(file);
    for (const [, from = ""] of readFileSync(join(ROOT, file), "utf8").matchAll(/from "(\.[^"]+)\.js"/g))
      visit(join(dirname(file), `${from}.ts`));
  };
  visit(/src\/\S+\.ts(?= *\\?\n)/.exec(stage.slice(stage.indexOf("tsc")))?.[0] ?? "");
  expect(needed.size).toBeGreaterThan(5);
  expect([...needed].filter((file) => !copied.some((one) => file === one || file.startsWith(`${one}/`)))).toEqual([]);
});

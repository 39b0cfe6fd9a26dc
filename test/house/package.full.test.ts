/** The package in a project outside the checkout: installed by a link, as a copy of a folder, and from a packed file. docs/mpi/guide.md begins with this. */
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MPIRUN_ENVIRONMENT } from "../mpi/launch.js";
import { ROOT } from "./fake-system.js";
import { patience } from "../support/pace.js";

const { npmPackagesAreCurrent } = (await import(join(ROOT, "scripts/setup/npm-packages.mjs"))) as {
  npmPackagesAreCurrent: (root: string) => boolean;
};

interface LockedPackage {
  version?: string;
  dev?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "sister-package-"));
});
afterAll(() => {
  rmSync(place, { recursive: true, force: true });
});

/** Examples that a project copies, and what they print on two ranks. */
const EXAMPLES = [
  ["hello", /^rank 0 of 2 on /],
  ["ring", /the sum of their numbers is 1$/m],
  ["halo-exchange", /the middle has /],
] as const;

function run(folder: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", ...env },
  });
  expect({ status, error, stderr: status === 0 ? "" : `${stdout}\n${stderr}` }).toEqual({
    status: 0,
    error: undefined,
    stderr: "",
  });
  return stdout;
}

/**
 * A project with the versions of the checkout. npm finds them in its cache, where the set-up's `npm ci` left them, and needs a registry only for
 * packages that are missing there.
 */
function scratch(name: string, sister: string): string {
  const folder = join(place, name);
  mkdirSync(folder);
  const project = { name: "scratch", version: "1.0.0", private: true, type: "module" };
  writeFileSync(join(folder, "package.json"), JSON.stringify(project));
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  const { "": own, ...others } = lock.packages;
  const packages = {
    "": { ...project, dependencies: { sister } },
    "node_modules/sister": {
      version: own?.version,
      resolved: sister,
      hasInstallScript: true,
      bin: { sister: "bin/sister" },
      dependencies: own?.dependencies,
      optionalDependencies: own?.optionalDependencies,
    },
    ...Object.fromEntries(Object.entries(others).filter(([, { dev }]) => dev !== true)),
  };
  const text = JSON.stringify({ name: "scratch", version: "1.0.0", lockfileVersion: 3, requires: true, packages });
  writeFileSync(join(folder, "package-lock.json"), text);
  return folder;
}

function install(folder: string, args: readonly string[]): void {
  const plain = ["--no-audit", "--no-fund", "--prefer-offline"];
  run(folder, "npm", ["install", ...plain, ...args], {
    ONNXRUNTIME_NODE_INSTALL: "skip",
    npm_config_install_links: "",
  });
}

/** Imports it, checks its types as three kinds of projects do, and runs it and the examples on two ranks. */
function works(folder: string): void {
  writeFileSync(
    join(folder, "sum.ts"),
    `import { Datatype, init, MpiError, Op, type Communicator } from "sister/mpi";
const world: Communicator = init();
const sum = new Int32Array(1);
await world.allreduce(Int32Array.of(world.rank + 1), sum, { op: Op.SUM });
if (world.rank === 0) console.log(sum[0], world.size, Datatype.INT32.size, typeof MpiError);
`,
  );
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const strict = ["--strict", "--target", "es2022", "--skipLibCheck", "false"];
  for (const [module, resolution] of [
    ["node16", "node16"],
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ] as const) {
    const kind = ["--module", module, "--moduleResolution", resolution];
    // `console` comes from lib dom: this project has no types of Node.js.
    const lib = ["--lib", "es2022,dom"];
    run(folder, process.execPath, [tsc, "--noEmit", ...strict, ...kind, ...lib, "sum.ts"]);
  }
  run(folder, process.execPath, [tsc, ...strict, "--module", "nodenext", "--lib", "es2022,dom", "sum.ts"]);
  const out = run(folder, "mpirun", ["--oversubscribe", "-n", "2", process.execPath, "sum.js"], MPIRUN_ENVIRONMENT);
  expect(out.trim()).toBe("3 2 4 function");
  for (const [name, prints] of EXAMPLES) {
    copyFileSync(join(ROOT, "examples", "mpi", `${name}.ts`), join(folder, `${name}.ts`));
    const types = ["--types", "node", "--typeRoots", join(ROOT, "node_modules", "@types"), "--skipLibCheck"];
    const options = ["--strict", "--target", "es2022", "--module", "nodenext", ...types];
    run(folder, process.execPath, [tsc, ...options, `${name}.ts`]);
    const program = ["--oversubscribe", "-n", "2", process.execPath, `${name}.js`];
    expect(run(folder, "mpirun", program, MPIRUN_ENVIRONMENT)).toMatch(prints);
  }
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  expect(run(folder, join(folder, "node_modules", ".bin", "sister"), ["--version"]).trim()).toBe(version);
}

describe("sister/mpi in a project outside the checkout", { timeout: patience(900_000) }, () => {
  test("linked: npm install PATH", () => {
    const folder = join(place, "linked");
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), `{ "name": "scratch", "type": "module", "private": true }`);
    install(folder, [ROOT]);
    works(folder);
  });

  test("as a copy of the folder: npm install --install-links PATH", () => {
    const folder = scratch("unpacked", `file:${ROOT}`);
    install(folder, ["--install-links", ROOT]);
    works(folder);
  });

  test("a checkout without builds is built before it is packed", () => {
    const checkout = join(place, "checkout");
    const made = /^(node_modules|dist|build.*|\.git|demo-output|coverage)$/;
    cpSync(ROOT, checkout, {
      recursive: true,
      filter: (from) =>
        !relative(ROOT, from)
          .split(sep)
          .some((name) => made.test(name)),
    });
    symlinkSync(join(ROOT, "node_modules"), join(checkout, "node_modules"));
    // Otherwise the set-up would install them, through the link.
    expect(npmPackagesAreCurrent(checkout)).toBe(true);
    const to = join(place, "of-a-checkout");
    mkdirSync(to);
    run(checkout, "npm", ["pack", "--pack-destination", to]);
    const [file = ""] = readdirSync(to);
    const names = run(to, "tar", ["-tzf", file]).split("\n");
    for (const name of ["dist/mpi/index.js", "dist/mpi/index.d.ts", "dist/cli/main.js", "web/dist/index.html"])
      expect(names).toContain(`package/${name}`);
  });

  test("from a packed file: npm pack, npm install FILE", () => {
    run(ROOT, "npm", ["pack", "--pack-destination", place]);
    const file = join(place, "sister-0.1.0.tgz");
    const folder = scratch("packed", `file:${file}`);
    install(folder, [file]);
    works(folder);
  });
});

/** The system packages: the needed ones, the missing ones, and their installation. */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { runProgram, say, SetupError } from "./run-program.mjs";

/** What Sister needs, by what it is for. Packages are Debian's; `name` is what to look for elsewhere. */
const COMPONENTS = [
  {
    name: "a C++ compiler, make, Python 3 and pkg-config (to build the addons)",
    packages: ["g++", "make", "python3", "pkg-config"],
  },
  { name: "Open MPI with its headers", packages: ["openmpi-bin", "libopenmpi-dev"] },
  { name: "an ssh client (mpirun reaches other hosts by it)", packages: ["openssh-client"] },
  { name: "ffmpeg and ffprobe with libass", packages: ["ffmpeg"] },
  { name: "fontconfig's programs, and a font (burned letters)", packages: ["fontconfig", "fonts-dejavu-core"] },
  {
    name: "PocketSphinx (5prealpha) with headers and its en-us model",
    packages: ["libpocketsphinx-dev", "libsphinxbase-dev", "pocketsphinx-en-us"],
  },
  {
    name: "Apertium with the pairs eng-spa and spa-cat",
    // cg3: the mode of spa-cat runs cg-proc, but its package does not depend on cg3.
    packages: ["apertium", "apertium-eng-spa", "apertium-spa-cat", "cg3"],
  },
  { name: "flite (it speaks the demo's talk)", packages: ["flite"] },
];

/** What the tests need beyond it. Where what is `optional` cannot be installed, the tests that need it are skipped. */
const TEST_COMPONENTS = [
  {
    name: "an ssh server and iproute2 (the tests make hosts out of namespaces)",
    packages: ["openssh-server", "iproute2"],
  },
  { name: "cmake (the second build of the addons)", packages: ["cmake"] },
  {
    name: "mpi4py and NumPy of the system's Python (ranks in Python beside ours)",
    packages: ["python3-mpi4py", "python3-numpy"],
    optional: true,
  },
  { name: "Chromium (the tests use the page in it)", packages: ["chromium"], optional: true },
  {
    name: "a font with Japanese, Chinese and Korean letters (the tests burn them)",
    packages: ["fonts-wqy-microhei"],
    optional: true,
  },
  { name: "PostgreSQL (the tests start servers of their own)", packages: ["postgresql"], optional: true },
  { name: "Redis (the tests start servers of their own)", packages: ["redis-server"], optional: true },
];

/** What only the full run of the tests needs. Debian's `mpirun` and `mpicc` stay Open MPI's beside it. */
const FULL_COMPONENTS = [
  { name: "nginx (the tests start one in front of a server)", packages: ["nginx-light"], optional: true },
  {
    name: "MPICH with its headers (the binding over another library)",
    packages: ["mpich", "libmpich-dev"],
    optional: true,
  },
  {
    name: "Slurm (an allocation of it runs the group, over the tests' hosts)",
    packages: ["slurmctld", "slurmd", "slurm-client", "munge"],
    optional: true,
  },
];

/** What the tests of the cluster need where no container engine is: one to start, and what makes its base images. */
const CLUSTER_COMPONENTS = [
  {
    name: "Docker and debootstrap (the tests of the cluster start an engine of their own)",
    packages: ["docker.io", "debootstrap", "iptables", "tini"],
    optional: true,
  },
];

const hasProgram = (name) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });

/** The packages that dpkg does not list as installed. */
function missingPackages(packages) {
  const { stdout } = spawnSync("dpkg-query", ["-W", "-f=${Package} ${db:Status-Status}\\n", ...packages], {
    encoding: "utf8",
  });
  const installed = new Set();
  for (const line of (stdout ?? "").split("\n")) {
    const [name, status] = line.split(" ");
    if (status === "installed") installed.add(name);
  }
  return packages.filter((name) => !installed.has(name));
}

/** The missing programs and libraries, on systems without dpkg. */
function missingElsewhere(tests) {
  const programs = [
    "g++",
    "make",
    "python3",
    "pkg-config",
    "mpirun",
    "mpicc",
    "ssh",
    "ffmpeg",
    "ffprobe",
    "fc-list",
    "apertium",
    "flite",
    "flock",
  ];
  const missing = [...programs, ...(tests ? ["sshd", "ip", "cmake"] : [])].filter((name) => !hasProgram(name));
  const library = spawnSync("pkg-config", ["--exists", "pocketsphinx", "sphinxbase"]);
  if (library.status !== 0) missing.push("libpocketsphinx");
  return missing;
}

/** Other package managers, with the start of their command for the hint. */
const OTHER_MANAGERS = [
  { program: "dnf", install: "sudo dnf install" },
  { program: "zypper", install: "sudo zypper install" },
  { program: "pacman", install: "sudo pacman -S" },
  { program: "apk", install: "sudo apk add" },
  { program: "brew", install: "brew install" },
];

function refuseElsewhere(missing, components) {
  const manager = OTHER_MANAGERS.find(({ program }) => hasProgram(program));
  const how =
    manager === undefined ? "Install these" : `Install these with "${manager.install} ..." (names differ by system)`;
  const list = components.map(({ name, packages }) => `  - ${name} (Debian: ${packages.join(" ")})`).join("\n");
  throw new SetupError(
    `this system has no apt, so the set-up cannot install what is missing here (${missing.join(", ")}).\n` +
      `${how}, then run this again; Debian 12 is what Sister is tested on:\n${list}`,
  );
}

/** The prefix of apt-get: none as root, else sudo with or without a password; undefined if neither is possible. */
function privilege() {
  if (process.getuid?.() === 0) return [];
  if (!hasProgram("sudo")) return undefined;
  if (spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0) return ["sudo", "-n"];
  return process.stdin.isTTY ? ["sudo"] : undefined;
}

/**
 * Installs missing system packages by apt, as root or by sudo. If that is not possible, rejects with the list of
 * missing packages and the command that installs them.
 *
 * @param {{ tests?: boolean, full?: boolean, cluster?: boolean }} options with those of the tests; of the full run too;
 *   of the cluster's
 * @returns {Promise<boolean>} whether anything was installed
 */
export async function ensureSystemPackages({ tests = false, full = false, cluster = false }) {
  // An installed engine is not touched: Debian's package would replace Docker's.
  const wantsEngine = (cluster || full) && !hasProgram("dockerd") && process.env.DOCKER_HOST === undefined;
  const components = [
    ...COMPONENTS,
    ...(tests || full ? TEST_COMPONENTS : []),
    ...(full ? FULL_COMPONENTS : []),
    ...(wantsEngine ? CLUSTER_COMPONENTS : []),
  ];
  if (!hasProgram("dpkg-query") || !hasProgram("apt-get")) {
    const missing = missingElsewhere(tests || full);
    if (missing.length > 0) refuseElsewhere(missing, components);
    return false;
  }
  const missing = missingPackages(components.flatMap(({ packages }) => packages));
  if (missing.length === 0) return false;

  const before = privilege();
  const options = ["install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", ...missing];
  if (before === undefined) {
    const optional = components.flatMap((component) => (component.optional === true ? component.packages : []));
    if (missing.every((name) => optional.includes(name))) {
      say(`without root or sudo these stay away, and the tests that need them are skipped: ${missing.join(" ")}`);
      return false;
    }
    const lacking = components
      .map(({ name, packages }) => ({ name, packages: packages.filter((item) => missing.includes(item)) }))
      .filter(({ packages }) => packages.length > 0)
      .map(({ name, packages }) => `  - ${name}: ${packages.join(" ")}`);
    throw new SetupError(
      `system packages are missing, and installing them needs root or sudo. Missing:\n${lacking.join("\n")}\n` +
        `Install them as root, then run this again:\n  apt-get update && apt-get install -y --no-install-recommends ${missing.join(" ")}`,
    );
  }
  const terminal = before.length === 1;
  const aptGet = (args) => {
    const [program, ...rest] = [...before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args];
    return runProgram(program, rest, { terminal, what: "installing system packages" });
  };
  say(`installing system packages: ${missing.join(" ")}${terminal ? " (sudo asks for your password)" : ""}`);
  try {
    await aptGet(options);
  } catch {
    // A fresh machine has no package lists, and old lists may name files that are gone.
    say("reading the package lists anew (apt-get update)");
    await aptGet(["update"]);
    await aptGet(options);
  }
  const still = missingPackages(missing);
  if (still.length > 0)
    throw new SetupError(`apt-get ended well, but these packages are not installed: ${still.join(" ")}`);
  return true;
}

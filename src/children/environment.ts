/** Which environment variables each kind of outside program receives. All others are removed. Pure. */

/**
 * - `media`: ffmpeg, ffprobe and fontconfig. They parse untrusted files.
 * - `text`: Apertium and flite.
 * - `model`: Sister's own children that hold a model.
 * - `group`: mpirun with its ranks, and ssh.
 * - `system`: programs of the system, such as flock.
 * - `packages`: npm, which needs the user's registry, proxy and credentials.
 * - `sister`: another Sister process with the same duties, such as a server's supervisor.
 */
export type ChildKind = "media" | "text" | "model" | "group" | "system" | "packages" | "sister";

/** Every program needs these. */
const BASIC = /^(PATH|HOME|USER|LOGNAME|TMPDIR|TMP|TEMP|TZ|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH)$/;
/** Folders of fontconfig, of models and of caches (XDG Base Directory Specification). */
const FOLDERS = /^XDG_(CACHE_HOME|CONFIG_HOME|DATA_HOME|CONFIG_DIRS|DATA_DIRS|RUNTIME_DIR)$/;
/** Sister's own settings, without keys of services: no child that computes calls a service. */
const SETTINGS = /^SISTER_(?!.*(KEY|TOKEN|SECRET|PASSWORD))/;
const FONTS = /^(FONTCONFIG_|FC_)/;
/** Accelerators, threads and memory of native libraries. */
const COMPUTING = /^(CUDA_|NVIDIA_|ORT_|OMP_|GOMP_|KMP_|MKL_|OPENBLAS_|MALLOC_|HIP_|ROCR_|LD_PRELOAD$|FAKETIME)/;
/** MPI implementations, their transports, and the schedulers that mpirun gets its hosts from. */
const MPI =
  /^(OMPI_|OPAL_|PMIX_|PMI_|PRTE_|ORTE_|MPICH_|MPIR_|HYDRA_|UCX_|FI_|PSM2?_|IBV_|HWLOC_|SLURM_|SLURMD_|PBS_|LSB_|LSF_|SGE_|PE_HOSTFILE$|JOB_ID$|COBALT_)/;
/**
 * mpirun derives its folder on other hosts from PWD: a path with a symbolic link may be the only one that all share.
 */
const SHELL = /^(PWD|SHELL)$/;
const SSH = /^(SSH_|KRB5)/;
/** Where Sister finds its programs if they are not in PATH. */
const PROGRAMS = /^(FFMPEG_PATH|FFPROBE_PATH|APERTIUM_MODES)$/;
const NODE = /^NODE_(OPTIONS|EXTRA_CA_CERTS|COMPILE_CACHE)$/;
const NPM =
  /^(npm_config_|NPM_|NODE_AUTH_TOKEN$|NODE_EXTRA_CA_CERTS$|SSL_CERT_|VOLTA_|ASDF_|FNM_|NVM_|MISE_|(https?|no|all)_proxy$)/i;

const ALLOWED: Readonly<Record<Exclude<ChildKind, "sister">, readonly RegExp[]>> = {
  media: [BASIC, FOLDERS, FONTS],
  text: [BASIC, /^APERTIUM_MODES$/],
  model: [BASIC, FOLDERS, SETTINGS, COMPUTING, PROGRAMS],
  group: [BASIC, FOLDERS, SETTINGS, COMPUTING, PROGRAMS, FONTS, MPI, SHELL, SSH, NODE],
  system: [BASIC],
  packages: [BASIC, FOLDERS, NPM],
};

/** The supervisor of an embedded database needs Redis and Sister's settings. Other secrets belong to other programs. */
const OTHERS_SECRETS = /^PG[A-Z]|PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY/i;
const SISTERS_OWN = /^(SISTER_|REDIS_|DATABASE_)/;

/**
 * The same locale in every program. Apertium aborts if the locale of its environment is not installed, and Sister
 * parses messages in English. C.UTF-8 is part of the C library.
 */
const LOCALE = { LANG: "C.UTF-8", LC_ALL: "C.UTF-8" } as const;

/**
 * The filtered environment of a child of the given kind.
 *
 * @example
 * childEnvironment("media", { PATH: "/usr/bin", PGPASSWORD: "x", LANG: "en_US.UTF-8" });
 * // { PATH: "/usr/bin", LANG: "C.UTF-8", LC_ALL: "C.UTF-8" }
 */
export function childEnvironment(kind: ChildKind, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const isAllowed = (name: string): boolean => {
    if (kind === "sister") return SISTERS_OWN.test(name) || !OTHERS_SECRETS.test(name);
    return ALLOWED[kind].some((names) => names.test(name));
  };
  const allowed = Object.entries(env).filter(([name, value]) => value !== undefined && isAllowed(name));
  const isLocale = (name: string): boolean => /^(LANG|LANGUAGE|LC_.*)$/.test(name);
  return { ...Object.fromEntries(allowed.filter(([name]) => !isLocale(name))), ...LOCALE };
}

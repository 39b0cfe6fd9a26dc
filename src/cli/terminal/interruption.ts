/** Ctrl-C and SIGTERM: the work stops in order, then the process ends with the status that shells expect. */

export class Interruption extends Error {
  /** 128 plus the number of the signal: 130 or 143. */
  readonly exitCode: number;
  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`interrupted by ${signal}`);
    this.name = "Interruption";
    this.exitCode = signal === "SIGINT" ? 130 : 143;
  }
}

/** A signal that aborts at the first SIGINT or SIGTERM, with an Interruption as its reason. A second one ends the process. */
export function onInterruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      const interruption = new Interruption(name);
      if (controller.signal.aborted) process.exit(interruption.exitCode);
      controller.abort(interruption);
    });
  }
  return controller.signal;
}

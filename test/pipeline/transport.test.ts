import { describe, expect, it } from "vitest";
import { InProcessTransport } from "../../src/pipeline/ranks/in-process-transport.js";
import { runRanks } from "../mpi/launch.js";
import { HOST_CHECKS, TRANSPORT_CHECKS } from "./transport-suite.js";

describe("The in-process transport", () => {
  for (const size of [1, 3]) {
    for (const [name, run] of Object.entries(TRANSPORT_CHECKS)) {
      it(`${name} (${size})`, async () => {
        const transport = new InProcessTransport(size);
        try {
          await run(transport);
        } finally {
          await transport.dispose();
        }
      });
    }
  }
});

describe("The MPI transport", () => {
  for (const ranks of [1, 2, 4]) {
    it(`passes the same suite on ${ranks} rank${ranks === 1 ? "" : "s"}`, async () => {
      const run = await runRanks(new URL("./programs/transport.ts", import.meta.url), { ranks, limitSeconds: 60 });
      expect(
        run.reports.filter((report) => report.error !== null).map((report) => `${report.name}: ${report.error}`),
      ).toEqual([]);
      expect(run.reports.length, run.stderr).toBe(Object.keys({ ...TRANSPORT_CHECKS, ...HOST_CHECKS }).length);
      expect(run.status, run.stderr).toBe(0);
    });
  }
});

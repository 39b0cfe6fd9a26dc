import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listTokens, createToken } from "../../src/store/access/tokens.js";
import { migrate } from "../../src/database/migrations/migrate.js";
import { openPglite } from "../../src/database/embedded/pglite.js";
import { renderSuite } from "../support/store/render-suite.js";
import { storeSuite } from "../support/store/store-suite.js";

describe("the store on PGlite", () => {
  storeSuite(() => openPglite(null));
});

describe("renders on PGlite", () => {
  renderSuite(() => openPglite(null));
});

describe("the embedded database", () => {
  it("keeps its data after it is closed and opened again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sister-store-"));
    try {
      const first = await openPglite(join(folder, "database"));
      await migrate(first);
      await createToken(first, "somebody");
      await first.close();
      const second = await openPglite(join(folder, "database"));
      expect((await listTokens(second)).map(({ owner }) => owner)).toEqual(["somebody"]);
      await second.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

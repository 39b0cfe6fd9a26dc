import { expect, it } from "vitest";
import { hostOf } from "./connection.js";
import { Primary } from "./primary.js";

for (const [url, host] of [
  ["postgres://sister:secret@db1/sister", "db1"],
  ["postgresql://db1:5433/sister", "db1:5433"],
  ["postgres://[::1]:5433/sister", "[::1]:5433"],
  ["postgres://sister@/sister?host=/run/postgresql", "/run/postgresql:5432"],
  ["postgres://sister@/sister?host=/run/postgresql&port=5433", "/run/postgresql:5433"],
  ["postgres:///sister?host=/run/postgresql", "/run/postgresql:5432"],
] as const) {
  it(`the host of ${url} is ${host}`, async () => {
    expect(hostOf(url)).toBe(host);
    // It connects with the first statement only.
    await new Primary([url], 1).close();
  });
}

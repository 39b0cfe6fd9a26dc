import { expect, it } from "vitest";
import { DatabaseAway } from "../../database/database.js";
import { databaseAwayLog } from "./database-away-log.js";

it("a database that is away is logged once a minute for each reason, however many requests fail", () => {
  let now = 0;
  const lines: string[] = [];
  const note = databaseAwayLog(
    (line) => lines.push(line),
    () => now,
  );
  for (let i = 0; i < 100; i++) note(new DatabaseAway(i % 2 === 0 ? "it is down" : "it refuses the password"));
  expect(lines.map((line) => line.split(": ")[1])).toEqual(["it is down", "it refuses the password"]);
  now = 60_000;
  note(new DatabaseAway("it is down"));
  expect(lines).toHaveLength(3);
});

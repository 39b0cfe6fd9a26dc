/** Sets which clients a test's PostgreSQL accepts. */
import type { PostgresServer } from "./postgres-server.js";

const USUAL = [
  "host all ada,bob 127.0.0.1/32 scram-sha-256",
  "host all nobody 127.0.0.1/32 trust",
  "hostssl all tls 127.0.0.1/32 trust",
];

/** Replaces the entries of pg_hba.conf. The user of the tests keeps access. */
export function letIn(server: PostgresServer, entries: readonly string[] = USUAL): void {
  const lines = ["host all sister 127.0.0.1/32 trust", "local all all trust", ...entries];
  const list = lines.map((line) => `'${line}'`).join(", ");
  server.say(
    `DO $$ BEGIN EXECUTE format('COPY (SELECT unnest(%L::text[])) TO %L', ARRAY[${list}], current_setting('hba_file')); END $$`,
  );
  server.say("SELECT pg_reload_conf(), pg_sleep(0.2)");
}

/** Creates the user `ada:secret` with the database `sister`, and `bob:secret` with a limit of 0 connections. */
export function makeAda(server: PostgresServer): void {
  server.say("CREATE ROLE ada LOGIN PASSWORD 'secret'");
  server.say("CREATE ROLE bob LOGIN CONNECTION LIMIT 0 PASSWORD 'secret'");
  server.say("CREATE DATABASE sister OWNER ada");
  letIn(server);
}

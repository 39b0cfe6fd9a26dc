/** A built server and a bare Hono route in the same process. Prints both addresses; ends when its input ends. */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { pino } from "pino";
import { startServer } from "../../dist/api/start-server.js";
import { readSettings } from "../../dist/service/settings/settings.js";

const server = await startServer(readSettings(), pino({ level: "silent" }));
const app = new Hono();
app.get("/", (context) => context.json({ id: "bare", status: "completed" }));
const bare = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
  console.log(`${server.url} http://127.0.0.1:${port}/`);
});
process.stdin.resume();
process.stdin.once("close", () => {
  bare.close();
  void server.stop().then(() => process.exit(0));
});

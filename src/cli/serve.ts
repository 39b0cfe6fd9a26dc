/** `sister serve`: the HTTP API on one machine, complete with an embedded database where the environment names none. */
import { startServer } from "../api/start-server.js";
import { openLog } from "../service/settings/log.js";
import { readSettings } from "../service/settings/settings.js";

/** Serves until SIGINT or SIGTERM. Logs are JSON lines on standard error. */
export async function serve(env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const settings = readSettings(env);
  const log = openLog(settings, env);
  // Before it starts: a signal that comes meanwhile ends it in order as soon as it has started.
  const signalled = new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, resolve);
  });
  const server = await startServer(settings, log);
  console.log(`sister: serving on ${server.url} (open it in a browser)`);
  const signal = await signalled;
  log.info({ signal }, "stopping");
  await server.stop();
  return signal === "SIGINT" ? 130 : 143;
}

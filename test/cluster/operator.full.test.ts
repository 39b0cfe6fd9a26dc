/**
 * Rare events in the operation of the production stack: lost volumes, certificates, monitoring, renewals under uploads.
 */
import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { talk, variantOf } from "../support/api/server.js";
import { cutOff, inject } from "../support/cluster/faults.js";
import { startLoad } from "../support/cluster/load.js";
import { alertedMetrics, alertsOf, askPrometheus, dashboardQueries, seriesOf } from "../support/cluster/metrics.js";
import { Stack } from "../support/cluster/stack.js";
import { SLEEPING, useStack } from "../support/cluster/use-stack.js";
import { patience } from "../support/pace.js";

const PORT = 18_380;
const PROJECT = "sister-test-operator";
/** Prometheus scrapes every 10 s, and rates need two samples. */
const SEEN_WITHIN = { timeout: patience(90_000), interval: 1000 };

describe("an operator of the production stack", () => {
  const options = { file: "docker-compose.yml", project: PROJECT, port: PORT, env: SLEEPING };
  const used = useStack(options);

  test.each(["postgres-slave2", "postgres-master"])(
    "%s lost its volume, and is killed while it clones: it clones again, and nothing is lost",
    async (service) => {
      const { stack, client } = used();
      const job = await client.accepted(await talk(5), `before ${service}.wav`, `lost-${service}`);
      const renew = (): Promise<unknown> => stack.compose(["up", "-d", "--no-deps", "--pull", "never", service]);
      await stack.compose(["rm", "-sf", service]);
      await stack.docker(["volume", "rm", `${PROJECT}_${service}`]);
      for (const moment of [500, 1500, 3000]) {
        await renew();
        await sleep(moment);
        await stack.docker(["kill", await stack.idOf(service)], { mayFail: true });
      }
      await renew();
      await stack.healthyWithin(60);
      expect((await client.ended(job.id)).status).toBe("completed");
      expect((await client.jobs()).map(({ id }) => id)).toContain(job.id);
      // Afterwards the next volume may be lost.
      await databasesSettle(stack);
    },
  );

  test("has everything back after a power failure, with the same primary and without loss", async () => {
    const { stack, client } = used();
    const primary = await stack.primary();
    const load = startLoad(client, { short: await talk(20), long: await talk(65) }, { short: 6, long: 2 });
    await Promise.all((await stack.running()).map(({ service }) => inject(stack, service, "crash")));
    await stack.healthyWithin(120);
    expect(await load.outcome()).toEqual({ completed: 8 });
    await databasesSettle(stack);
    expect(await stack.primary()).toBe(primary);
  });

  test("renews the backends during uploads, and accepts each upload at its first try", async () => {
    const { stack, client } = used();
    const file = await talk(20);
    const answers: string[] = [];
    let over = false;
    const upload = async (who: number): Promise<void> => {
      for (let i = 0; !over; i++) {
        const body = slowForm(variantOf(file, 1 + who * 60 + i));
        const answer = await client.fetch("/api/jobs", {
          method: "POST",
          body: body.stream,
          headers: { "Content-Type": body.type, "Idempotency-Key": `roll-${who}-${i}` },
          duplex: "half",
        });
        answers.push(answer.status === 202 ? "202" : `${answer.status}: ${await answer.text()}`);
      }
    };
    const uploads = [0, 1, 2].map(upload);
    await stack.cluster(["roll"]);
    over = true;
    await Promise.all(uploads);
    expect(answers.length).toBeGreaterThan(6);
    expect(answers.filter((answer) => answer !== "202")).toEqual([]);
  });

  test("accepts uploads at their next try after their server has vanished", async () => {
    const { stack, client } = used();
    const file = await talk(20);
    const upload = async (i: number): Promise<number> => {
      for (;;) {
        const body = slowForm(variantOf(file, 200 + i));
        const headers = { "Content-Type": body.type, "Idempotency-Key": `vanished-${i}` };
        const answer = await client.fetch("/api/jobs", { method: "POST", body: body.stream, headers, duplex: "half" });
        if (answer.status < 500) return answer.status;
        await sleep(500);
      }
    };
    const uploads = Array.from({ length: 9 }, (_, i) => upload(i));
    await sleep(1000);
    // The server stays away until all uploads are accepted.
    const back = await cutOff(stack, await stack.idOf("backend2"));
    const all = await Promise.race([Promise.all(uploads), sleep(90_000)]);
    await back();
    expect(all).toEqual(uploads.map(() => 202));
    await stack.healthyWithin(60);
  });

  test("has a Prometheus that scrapes every service, has the metrics of dashboard and alerts, and reports who is down", async () => {
    const { stack } = used();
    await stack.build("monitoring");
    const monitoring = ["prometheus", "postgres-exporter", "redis-exporter", "nginx-exporter"];
    await stack.compose(["--profile", "monitoring", "up", "-d", "--wait", "--pull", "never", ...monitoring], {
      timeout: patience(300_000),
    });
    interface Target {
      health: string;
      scrapeUrl: string;
      lastError: string;
    }
    await expect
      .poll(async () => {
        const { activeTargets } = await askPrometheus<{ activeTargets: Target[] }>(stack, "targets");
        return activeTargets
          .filter(({ health }) => health !== "up")
          .map(({ scrapeUrl, lastError }) => [scrapeUrl, lastError]);
      }, SEEN_WITHIN)
      .toEqual([]);
    const queries = [...dashboardQueries(), ...alertedMetrics().map((name) => `count(${name})`)];
    expect(queries.length).toBeGreaterThan(20);
    await expect
      .poll(async () => {
        const found = await Promise.all(queries.map((query) => seriesOf(stack, query)));
        return queries.filter((_, i) => found[i] === 0);
      }, SEEN_WITHIN)
      .toEqual([]);
    // An alert may have begun while the exporters started.
    await expect.poll(() => alertsOf(stack, "firing"), SEEN_WITHIN).toEqual([]);

    await stack.compose(["stop", "redis-slave2", "postgres-slave2"]);
    for (const alert of ["RedisDown", "DatabaseDown"])
      await expect.poll(() => alertsOf(stack, "pending", "firing"), SEEN_WITHIN).toContain(alert);
    await stack.compose(["start", "redis-slave2", "postgres-slave2"]);
    await stack.compose(["--profile", "monitoring", "rm", "-sf", ...monitoring]);
    await stack.healthyWithin(60);
  });

  test("installs another certificate, and port 80 redirects to it", async () => {
    const { stack } = used();
    const folder = await mkdtemp(join(tmpdir(), "sister-tls-"));
    try {
      const [certificate, key] = [join(folder, "tls.crt"), join(folder, "tls.key")];
      const subject = ["-subj", "/CN=videos.example", "-addext", "subjectAltName=DNS:videos.example"];
      const made = [
        "req",
        "-x509",
        "-newkey",
        "ed25519",
        "-nodes",
        "-days",
        "2",
        ...subject,
        "-keyout",
        key,
        "-out",
        certificate,
      ];
      execFileSync("openssl", made, { stdio: "ignore" });
      // Readable by uid 10001.
      await chmod(folder, 0o755);
      await chmod(key, 0o644);
      const env = { ...SLEEPING, SISTER_TLS_DIR: folder, SISTER_HTTP: "redirect" };
      const engine = { env: stack.env, stop: async () => undefined };
      const renewed = new Stack(engine, { ...options, env });
      await renewed.compose(["up", "-d", "--no-deps", "--wait", "--pull", "never", "nginx"], {
        timeout: patience(120_000),
      });
      const answer = await fetch(`${stack.url}/health`, { redirect: "manual" });
      expect([answer.status, answer.headers.get("location")]).toEqual([
        308,
        expect.stringMatching(/^https:.*\/health$/),
      ]);
      expect(await statusOverTls(PORT + 1, "videos.example", await readFile(certificate))).toBe(200);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** Waits until every database is the primary, or a replica that follows it. A failover may come after a health check. */
async function databasesSettle(stack: Stack): Promise<void> {
  await expect
    .poll(async () => {
      const states = await stack.exec("postgres-monitor", ["pg_autoctl", "show", "state"]);
      return states.match(/\b(primary|secondary)\b.*\b\1\b/g)?.length;
    }, SEEN_WITHIN)
    .toBe(3);
}

/** A form that takes 2 s to send. */
function slowForm(file: Uint8Array): { stream: ReadableStream<Uint8Array>; type: string } {
  const boundary = "sister-roll";
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="video"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n`;
  const whole = Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const piece = Math.ceil(whole.length / 20);
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      await sleep(100);
      controller.enqueue(new Uint8Array(whole.subarray(at, at + piece)));
      at += piece;
      if (at >= whole.length) controller.close();
    },
  });
  return { stream, type: `multipart/form-data; boundary=${boundary}` };
}

/** Trusts only this certificate and requires this name. */
function statusOverTls(port: number, servername: string, ca: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path: "/health", servername, ca, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.once("error", reject).end();
  });
}

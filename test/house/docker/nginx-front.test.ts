/** What nginx-front notices while a real nginx runs; test/cluster has it in its container. */
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { expect, test } from "vitest";
import { hasNginx, makeCertificate, startWatchedFront } from "../../support/api/nginx.js";
import { until } from "../../support/until.js";

/** The fingerprint of the certificate that is served at an address. */
function served(https: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // The certificate is self-signed.
    const socket = connect({ port: Number(new URL(https).port), host: "127.0.0.1", rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.end();
    });
    socket.once("error", reject);
  });
}

test("a replaced certificate is served without a restart, and one that cannot be used is named", async (context) => {
  if (!(await hasNginx())) return context.skip("nginx is not installed");
  const folder = await mkdtemp(join(tmpdir(), "sister-nginx-front-"));
  context.onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { https, tls, log, stop } = await startWatchedFront(folder);
  context.onTestFinished(stop);
  const fingerprint = async (): Promise<string> =>
    new X509Certificate(await readFile(join(tls, "tls.crt"))).fingerprint256;
  const before = await served(https);
  expect(before).toBe(await fingerprint());

  await writeFile(join(tls, "tls.crt"), "half");
  await until(() => log().includes("the new certificate cannot be used, so the old one is served on: "), { seen: log });
  expect(await served(https)).toBe(before);

  await makeCertificate(tls);
  const after = await fingerprint();
  expect(after).not.toBe(before);
  await until(async () => (await served(https)) === after, { what: "the new certificate", seen: log });
  expect(log()).toContain("nginx-front: the certificate was replaced");
});

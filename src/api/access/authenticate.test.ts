import { Hono } from "hono";
import { expect, it } from "vitest";
import { Problem } from "../http/problem.js";
import { requireInternal } from "./authenticate.js";

const app = new Hono()
  .get("/metrics", requireInternal({ tokens: true }), (context) => context.text("figures"))
  .onError((error) => (error instanceof Problem ? error.toResponse() : new Response(null, { status: 500 })));

/** Asks for the metrics from an address, as a request that came through no proxy does. */
const ask = (remoteAddress: string | undefined): Promise<Response> =>
  Promise.resolve(app.request("/metrics", {}, { incoming: { headers: {}, socket: { remoteAddress } } }));

it.each(["127.0.0.1", "::1", "10.0.0.7", "::ffff:172.16.3.4", "fd00::9"])(
  "metrics are shown to the private address %s",
  async (address) => {
    const reply = await ask(address);
    expect([reply.status, await reply.text()]).toEqual([200, "figures"]);
  },
);

it.each(["203.0.113.9", "::ffff:203.0.113.9", "2001:db8::1", undefined])(
  "metrics are refused to the address %s of another network",
  async (address) => {
    const reply = await ask(address);
    expect([reply.status, await reply.text()]).toEqual([
      403,
      expect.stringMatching(/internal use only: ask from this machine/),
    ]);
  },
);

/** What proxies say of the requests that they pass on. */
import type { Context } from "hono";

/** Headers that a proxy, a tunnel or a content delivery network adds, and no client on this machine: who comes through one is not on this machine. */
const FORWARDED = new RegExp(
  "^(" +
    [
      "via",
      "forwarded(-.+)?",
      "x-forwarded(-.+)?",
      "x-forward-.+",
      "x-original-(forwarded-.+|host|url|for)",
      "x-(real|client|cluster-client|remote|proxyuser|coming|azure-client|appengine-user)-ip",
      "x-(remote-addr|rewrite-url|host|varnish|arr-ssl|arr-log-id|envoy-.+|amz-cf-id|amzn-trace-id|azure-ref|nginx-proxy|proxy-id)",
      "(true-client|client|wl-proxy-client|proxy-client|fastly-client|fly-client|do-connecting|cf-pseudo)-ip",
      "cf-.+",
      "cdn-loop",
      "fly-forwarded-.+",
      "tailscale-.+",
      "ngrok-.+",
    ].join("|") +
    ")$",
);

/** Whether a request came through a proxy, by its own words. */
export function isForwarded(context: Context): boolean {
  const { headers } = (context.env as { incoming: { headers: Record<string, unknown> } }).incoming;
  for (const name in headers) if (FORWARDED.test(name)) return true;
  return false;
}

/** Whether the browser speaks TLS with the proxy, by the headers of a request. Whoever only claims it gets a cookie that he cannot use. */
export function isOverHttps(header: (name: string) => string | undefined): boolean {
  const said = header("x-forwarded-proto")?.split(",")[0]?.trim();
  const standard = /(?:^|[;,\s])proto="?(\w+)/i.exec(header("forwarded") ?? "")?.[1];
  return (said ?? standard ?? "").toLowerCase() === "https";
}

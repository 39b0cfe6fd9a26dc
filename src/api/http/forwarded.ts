/** Headers that proxies add to the requests that they forward. */
import type { Context } from "hono";

/**
 * Headers that a proxy, a tunnel or a content delivery network adds, and that no client on this machine sends. A request with one of them comes from another
 * machine.
 */
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

/** Whether a request came through a proxy, by its headers. */
export function isForwarded(context: Context): boolean {
  const { headers } = (context.env as { incoming: { headers: Record<string, unknown> } }).incoming;
  for (const name in headers) if (FORWARDED.test(name)) return true;
  return false;
}

/**
 * Whether the browser speaks TLS with the proxy, by the headers of a request. A client that only claims so gets a cookie that it cannot use, which harms
 * nobody else.
 */
export function isOverHttps(header: (name: string) => string | undefined): boolean {
  const forwardedProto = header("x-forwarded-proto")?.split(",")[0]?.trim();
  const standard = /(?:^|[;,\s])proto="?(\w+)/i.exec(header("forwarded") ?? "")?.[1];
  return (forwardedProto ?? standard ?? "").toLowerCase() === "https";
}

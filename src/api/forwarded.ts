/** What proxies say of the requests that they pass on. */
import type { Context } from "hono";

/** Whoever comes through a proxy is not on this machine. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/** Whether a request came through a proxy, by its own words. */
export const isForwarded = (context: Context): boolean =>
  FORWARDED.some((name) => context.req.header(name) !== undefined);

/** Whether the browser speaks TLS with the proxy, by the headers of a request. Whoever only claims it gets a cookie that he cannot use. */
export function isOverHttps(header: (name: string) => string | undefined): boolean {
  const said = header("x-forwarded-proto")?.split(",")[0]?.trim();
  const standard = /(?:^|[;,\s])proto="?(\w+)/i.exec(header("forwarded") ?? "")?.[1];
  return (said ?? standard ?? "").toLowerCase() === "https";
}

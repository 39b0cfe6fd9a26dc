/** Addresses of the inside: this machine, and networks that no router of the internet passes on. Pure. */
import { BlockList, isIPv6 } from "node:net";

const INSIDE = new BlockList();
// Loopback, private (RFC 1918), link-local, shared (RFC 6598, as some container networks have it); the same of IPv6 (RFC 4193).
for (const [network, bits] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
  ["100.64.0.0", 10],
] as const)
  INSIDE.addSubnet(network, bits, "ipv4");
INSIDE.addAddress("::1", "ipv6");
INSIDE.addSubnet("fc00::", 7, "ipv6");
INSIDE.addSubnet("fe80::", 10, "ipv6");

/**
 * Whether a connection's other end is of the inside.
 *
 * @example
 * isInside("::ffff:10.0.0.7"); // true
 */
export function isInside(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  return INSIDE.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
}

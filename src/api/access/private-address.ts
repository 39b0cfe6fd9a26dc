/** Private addresses: this machine, and networks that no router of the internet forwards. Pure. */
import { BlockList, isIPv6 } from "node:net";

const PRIVATE = new BlockList();
// Loopback, private (RFC 1918), link-local, shared (RFC 6598, which some container networks use). The same for IPv6 (RFC 4193).
for (const [network, bits] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
  ["100.64.0.0", 10],
] as const)
  PRIVATE.addSubnet(network, bits, "ipv4");
PRIVATE.addAddress("::1", "ipv6");
PRIVATE.addSubnet("fc00::", 7, "ipv6");
PRIVATE.addSubnet("fe80::", 10, "ipv6");

/**
 * Whether an address is private. An IPv6 address may have a zone, and an IPv4 address may be mapped into IPv6.
 *
 * @example
 * isPrivateAddress("::ffff:10.0.0.7"); // true
 */
export function isPrivateAddress(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  return PRIVATE.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
}

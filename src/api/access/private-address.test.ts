import { expect, it } from "vitest";
import { isPrivateAddress } from "./private-address.js";

it.each([
  ...[
    "127.0.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "10.1.2.3",
    "::ffff:172.31.0.9",
    "192.168.7.7",
    "fd00::1",
    "fe80::1%eth0",
    "100.64.0.1",
  ].map((address) => [address, true] as const),
  ...[
    "8.8.8.8",
    "172.32.0.1",
    "192.169.0.1",
    "203.0.113.9",
    "::ffff:203.0.113.9",
    "2001:db8::1",
    "100.128.0.1",
    "",
    undefined,
  ].map((address) => [address, false] as const),
])("the address %s is private: %s", (address, expected) => {
  expect(isPrivateAddress(address)).toBe(expected);
});

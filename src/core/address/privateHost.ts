import { BlockList, isIP } from "node:net";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");

/** Unspecified, private, shared by carriers, and link-local: RFC 1122, 1918, 6598, 3927; RFC 4291, 4193. */
const PRIVATE = new BlockList();
for (const [address, length] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
] as const) {
  PRIVATE.addSubnet(address, length);
}
PRIVATE.addAddress("::", "ipv6");
PRIVATE.addSubnet("fc00::", 7, "ipv6");
PRIVATE.addSubnet("fe80::", 10, "ipv6");

/** Whether a host, without a port, is the computer itself. */
export function isLoopback(host: string): boolean {
  return isIn(LOOPBACK, host) || /^(?:.+\.)?localhost\.?$/i.test(host);
}

/**
 * Whether only a computer's own network can reach a host, without a port: by its address, by a name that no public name
 * server has (RFC 6762 for `.local`; ICANN reserved `.internal` in 2024), or by a name without a domain.
 */
export function isPrivateHost(host: string): boolean {
  if (isLoopback(host) || isIn(PRIVATE, host)) return true;
  if (isIP(host.replace(/^\[|\]$/g, "")) > 0) return false;
  return /\.(?:local|internal)\.?$/i.test(host) || !/[^.]\.[^.]/.test(host);
}

function isIn(list: BlockList, host: string): boolean {
  const address = host.replace(/^\[|\]$/g, "");
  const version = isIP(address);
  return version > 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
}

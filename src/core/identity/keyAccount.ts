const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * The account that an access key ID of AWS contains, from its sixth bit on: "A short note on AWS KEY ID" by Tal Be'ery,
 * 2023. Key IDs from before 2019 contain another number.
 * @returns undefined for the key ID of another server
 */
export function accountOfKey(accessKeyId: string): string | undefined {
  const [, encoded] = /^A[KS]IA([A-Z2-7]{16})$/.exec(accessKeyId) ?? [];
  if (!encoded) return undefined;
  const bits = [...encoded].reduce((sum, letter) => sum * 32n + BigInt(BASE32.indexOf(letter)), 0n);
  // The first of 80 bits is a mark, and 40 follow it.
  return String((bits >> 39n) & ((1n << 40n) - 1n)).padStart(12, "0");
}

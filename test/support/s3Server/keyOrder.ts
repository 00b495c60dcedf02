/** S3 lists keys in the order of their UTF-8 bytes, which differs from that of JavaScript's UTF-16 strings. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The first index in 0..length whose key is not before `key`. */
export function lowerBound(length: number, keyAt: (index: number) => string, key: string, inclusive: boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareKeys(keyAt(middle), key);
    if (order < 0 || (order === 0 && !inclusive)) low = middle + 1;
    else high = middle;
  }
  return low;
}

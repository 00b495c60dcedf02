/** UTF-8 byte order, as S3 lists keys. Without characters after U+D7FF, it is the order of strings. */
export function compareKeys(a: string, b: string): number {
  if (AFTER.test(a) || AFTER.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : Number(a > b);
}

const AFTER = /[\ud800-\uffff]/;

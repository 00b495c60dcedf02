/** A bucket, or a folder in one, that is pinned to the top of its connection. Plain JSON. */
export interface Pin {
  bucket: string;
  /** Ends with `/`; absent for the bucket itself. */
  prefix?: string;
  /** ID of the account in which it was pinned, if known. */
  account?: string;
}

/** A bucket whose costs the user has agreed to pay, with the account that pays, if known. */
export type PaidBucket = Omit<Pin, "prefix">;

/** The pins of one account, oldest first. A pin is included if either account is unknown. */
export function pinsOf<P extends Pin>(pins: readonly P[], account: string | undefined): P[] {
  return pins.filter((pin) => !pin.account || !account || pin.account === account);
}

/** @param account the account in which they are pinned, if known */
export function withPins(pins: readonly Pin[], added: readonly Pin[], account: string | undefined): Pin[] {
  const known = pinsOf(pins, account);
  const others = added.filter((pin) => !known.some((one) => isSamePlace(one, pin)));
  return [...pins, ...others.map(({ bucket, prefix }) => newPin(bucket, prefix, account))];
}

export function withoutPins(pins: readonly Pin[], removed: readonly Pin[], account: string | undefined): Pin[] {
  const known = new Set(pinsOf(pins, account));
  return pins.filter((pin) => !known.has(pin) || !removed.some((one) => isSamePlace(one, pin)));
}

export function isSamePlace(a: Pick<Pin, "bucket" | "prefix">, b: Pick<Pin, "bucket" | "prefix">): boolean {
  return a.bucket === b.bucket && a.prefix === b.prefix;
}

function newPin(bucket: string, prefix: string | undefined, account: string | undefined): Pin {
  return { bucket, ...(prefix !== undefined && { prefix }), ...(account && { account }) };
}

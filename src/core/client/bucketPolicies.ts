import { GetBucketPolicyCommand } from "@aws-sdk/client-s3";
import type { Send } from "./send.ts";

/** Milliseconds. Signing waits for a policy that is being read, and goes without it after this time. */
const TIMEOUT = 3_000;
/** Milliseconds. It is not read again within this time, also if it could not be read. */
const RECENT = 10_000;
/** Milliseconds. An older one may have been changed. */
const MAX_AGE = 60 * 60_000;

interface KnownPolicy {
  text: Promise<string | undefined>;
  readAt: number;
}

/** Bucket policies that were read. Signing itself never reads one, so that copying a link sends no request. */
export class BucketPolicies {
  /** By the identity of the connection and the bucket. */
  readonly #known = new Map<string, KnownPolicy>();

  /** @returns undefined if it is unknown, or if the bucket has none */
  async find(identity: string, bucket: string): Promise<string | undefined> {
    const known = this.#known.get(idOf(identity, bucket));
    return known && Date.now() - known.readAt < MAX_AGE ? known.text : undefined;
  }

  /** Sends one request, unless the policy was read a moment ago. */
  read(identity: string, bucket: string, send: Send): void {
    const id = idOf(identity, bucket);
    const now = Date.now();
    if (now - (this.#known.get(id)?.readAt ?? 0) < RECENT) return;
    this.#known.set(id, { text: readPolicy(send, bucket), readAt: now });
  }
}

const idOf = (identity: string, bucket: string): string => `${identity} ${bucket}`;

async function readPolicy(send: Send, bucket: string): Promise<string | undefined> {
  try {
    const { Policy } = await send(new GetBucketPolicyCommand({ Bucket: bucket }), AbortSignal.timeout(TIMEOUT));
    return Policy;
  } catch {
    // Without the permission, without a policy, or on a server without policies, nothing is known.
    return undefined;
  }
}

import type { S3Client } from "@aws-sdk/client-s3";
import {
  atShareAddress,
  type HostAndPath,
  type ShareAddresses,
  shareAddressFor,
  urlAtShareAddress,
} from "../address/shareAddress.ts";

/** Gives what is signed for a bucket the host by which recipients reach it. */
export interface PublicHost {
  /** The client that signs. It shares its credentials with the given one, and its own requests go to the endpoint. */
  signer(client: S3Client): S3Client;
  /** @param url signed by `signer` */
  link(url: string): string;
  /** @param url of an upload form, whose signature does not cover the host */
  form(url: string): string;
}

/**
 * @param bucket absent for a request that names none
 * @param endpoint absent for AWS
 * @throws S3Error invalidShareAddress
 */
export function publicHost(addresses: ShareAddresses | undefined, bucket?: string, endpoint?: string): PublicHost {
  const address = shareAddressFor(addresses, bucket);
  if (!address) return { signer: (client) => client, link: (url) => url, form: (url) => url };
  const form = (url: string) => urlAtShareAddress(url, address, bucket, endpoint);
  if (address.mode === "replace") return { signer: (client) => client, link: form, form };
  const { protocol, port } = new URL(address.url);
  const move = (place: HostAndPath) => ({
    protocol,
    port: port ? Number(port) : undefined,
    ...atShareAddress(place, address, bucket, endpoint),
  });
  return { signer: (client) => movingClient(client, move), link: (url) => url, form };
}

/** Moves each request after it was built, before its Host header is set. */
function movingClient(client: S3Client, move: (place: HostAndPath) => Partial<HostAndPath>): S3Client {
  const middlewareStack = client.middlewareStack.clone();
  middlewareStack.add(
    (next) => (args) => {
      const request = args.request as HostAndPath;
      Object.assign(request, move(request));
      return next(args);
    },
    { name: "s3PresignMove", step: "build", priority: "high" },
  );
  return Object.create(client, { middlewareStack: { value: middlewareStack } });
}

import type { _Object, CommonPrefix, ListObjectsV2CommandOutput, S3Client } from "@aws-sdk/client-s3";
import { receivedBody } from "./completeResponse.ts";

/** A page of ListObjectsV2, with the fields that the product uses. */
type Listing = Omit<ListObjectsV2CommandOutput, "$metadata">;

/** The parts of the SDK's protocol that are used here. */
interface Protocol {
  deserializeResponse(operation: { name: string }, context: object, response: SdkResponse): Promise<object>;
  deserializeMetadata(response: SdkResponse): object;
}

interface SdkResponse {
  statusCode: number;
}

/** Reads pages of ListObjectsV2 without the SDK's XML parser, which needs most of the time of a listing. */
export function readPlainListings(client: S3Client): void {
  const config = client.config as unknown as { protocol: Protocol };
  const sdk = config.protocol;
  const deserializeResponse: Protocol["deserializeResponse"] = async (operation, context, response) => {
    const isListing = operation.name === "ListObjectsV2" && response.statusCode === 200;
    const body = isListing ? receivedBody(response) : undefined;
    const listing = body && plainListing(body.toString());
    if (!listing) return sdk.deserializeResponse(operation, context, response);
    return { ...listing, $metadata: sdk.deserializeMetadata(response) };
  };
  config.protocol = Object.create(sdk, { deserializeResponse: { value: deserializeResponse } });
}

const START = /\s*(?:<\?xml[^<>]*\?>\s*)?<ListBucketResult(?: xmlns="[^"<>]*")?>\s*/y;
const END = /<\/ListBucketResult>\s*$/y;
const TEXT = /<(\w+)>([^<]*)<\/\1>\s*/y;
const GROUP = /<(\w+)>\s*/y;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
/** The only element of an object that S3 repeats. */
const REPEATED = "ChecksumAlgorithm";
/** Starts a comment, CDATA, or a document type. */
const OTHER_MARKUP = "<!";

/**
 * Reads a page that has only what every S3 server sends, in any order.
 * @returns undefined if anything else is in it, which is left to a parser of XML
 */
export function plainListing(xml: string): Listing | undefined {
  if (xml.includes(OTHER_MARKUP)) return undefined;
  const reader = new Reader(xml);
  if (!reader.match(START)) return undefined;
  const [objects, folders]: [_Object[], CommonPrefix[]] = [[], []];
  const page: Record<string, string> = {};
  while (!reader.match(END)) {
    const text = reader.match(TEXT);
    const [, name = ""] = text ?? reader.match(GROUP) ?? [];
    if (text) {
      if (Object.hasOwn(page, name)) return undefined;
      page[name] = text[2] as string;
    } else if (name === "Contents") {
      const object = readObject(reader.texts(name, ["Owner", "RestoreStatus"]));
      if (!object) return undefined;
      objects.push(object);
    } else if (name === "CommonPrefixes") {
      const Prefix = decode(reader.texts(name)?.Prefix);
      if (!Prefix) return undefined;
      folders.push({ Prefix });
    } else return undefined;
  }
  return readPage(page, objects, folders);
}

function readPage(page: Record<string, string>, objects: _Object[], folders: CommonPrefix[]): Listing | undefined {
  const [Name, token] = [decode(page.Name), decode(page.NextContinuationToken)];
  const { IsTruncated, EncodingType } = page;
  const isKnown = IsTruncated === "false" || (IsTruncated === "true" && token);
  if (!Name || !isKnown) return undefined;
  return {
    Name,
    IsTruncated: IsTruncated === "true",
    ...(EncodingType === "url" && { EncodingType }),
    ...(token && { NextContinuationToken: token }),
    ...(objects.length > 0 && { Contents: objects }),
    ...(folders.length > 0 && { CommonPrefixes: folders }),
  };
}

function readObject(object: Record<string, string> | undefined): _Object | undefined {
  const { Key, Size = "", LastModified = "", StorageClass } = object ?? {};
  const key = decode(Key);
  if (!key || !/^\d{1,15}$/.test(Size) || !TIME.test(LastModified)) return undefined;
  const modified = new Date(LastModified);
  if (Number.isNaN(modified.getTime()) || StorageClass?.includes("&")) return undefined;
  return {
    Key: key,
    Size: Number(Size),
    LastModified: modified,
    ...(StorageClass && { StorageClass: copy(StorageClass) as NonNullable<_Object["StorageClass"]> }),
  };
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** @returns undefined also if there is another reference than the five of XML, or a carriage return */
function decode(text: string | undefined): string | undefined {
  if (text === undefined || text.includes("\r")) return undefined;
  if (!text.includes("&")) return copy(text);
  if (/&(?!(?:amp|lt|gt|quot|apos);)/.test(text)) return undefined;
  return text.replace(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? "");
}

/** A part of a text keeps all of it in memory. */
const copy = (part: string): string => Buffer.from(part).toString();

/** Reads a text from start to end. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param pattern sticky */
  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found ?? undefined;
  }

  /**
   * The elements with text up to the end of a group.
   * @param skipped groups of such elements that are not used
   * @returns undefined if there is anything else
   */
  texts(group: string, skipped: string[] = []): Record<string, string> | undefined {
    const found: Record<string, string> = {};
    while (!this.#end(group)) {
      const text = this.match(TEXT);
      const [, name = ""] = text ?? this.match(GROUP) ?? [];
      if (text) {
        if (Object.hasOwn(found, name) && name !== REPEATED) return undefined;
        found[name] = text[2] as string;
      } else if (!skipped.includes(name) || !this.texts(name)) return undefined;
    }
    return found;
  }

  #end(group: string): boolean {
    const tag = `</${group}>`;
    if (!this.#text.startsWith(tag, this.#at)) return false;
    this.#at += tag.length;
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
    return true;
  }
}

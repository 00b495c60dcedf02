import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { HttpRequest } from "@smithy/core/protocols";
import { S3Error } from "../errors/errors.ts";

type Headers = Record<string, string>;

/**
 * Makes header values UTF-8 text, as servers such as Ceph RGW store it in metadata. Node sends and returns each byte of a
 * header as one character, but the SDK signs the UTF-8 form of the text. Amazon S3 itself sends only ASCII (RFC 2047).
 */
export function carryHeaderBytes(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next({ ...args, request: inBytes(args.request as HttpRequest) });
      const response = result.response as { headers: Headers };
      response.headers = mapHeaders(response.headers, toText);
      return result;
    },
    { name: "s3PresignHeaderBytes", step: "deserialize", priority: "low" },
  );
}

/** @returns another request, because a repeated attempt starts from the same one */
function inBytes(request: HttpRequest): HttpRequest {
  const headers = mapHeaders(request.headers, toBytes);
  if (headers === request.headers) return request;
  // With `Expect`, which is not signed, Node sends the headers as UTF-8 text.
  const { Expect: _, ...sent } = headers;
  return Object.assign(HttpRequest.clone(request), { headers: sent, body: asStream(request.body) });
}

/**
 * Node sends the headers before a stream, each character as one byte. Together with a body that it has as a whole, it
 * sends them as UTF-8 if the body is text, and decodes Content-Disposition.
 */
function asStream(body: unknown): unknown {
  if (body instanceof Uint8Array) return Readable.from(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  return body && typeof body === "string" ? Readable.from(Buffer.from(body)) : body;
}

const NOT_ASCII = /[\u0080-\uffff]/;

/** @returns the same object if all values are ASCII */
function mapHeaders(headers: Headers, map: (value: string, name: string) => string): Headers {
  const others = Object.entries(headers).filter(([, value]) => NOT_ASCII.test(value));
  if (others.length === 0) return headers;
  return { ...headers, ...Object.fromEntries(others.map(([name, value]) => [name, map(value, name)])) };
}

/** @throws S3Error headerNotText for bytes that were not UTF-8 when they were received */
function toBytes(value: string, header: string): string {
  if (!value.isWellFormed()) throw new S3Error("headerNotText", { header });
  return Buffer.from(value).toString("latin1");
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes that are not UTF-8 become lone surrogates, which no text contains. */
function toText(value: string): string {
  try {
    return utf8.decode(Buffer.from(value, "latin1"));
  } catch {
    return value.replace(/[\u0080-\u00ff]/g, (byte) => String.fromCharCode(0xdc00 + byte.charCodeAt(0)));
  }
}

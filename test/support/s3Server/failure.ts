import { type Element, element, xmlDocument } from "./xml.ts";

/** An S3 error response: Amazon S3 API Reference, "Error responses". */
export class S3Failure extends Error {
  readonly status: number;
  readonly code: string;
  readonly elements: Record<string, string>;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    elements: Record<string, string> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.elements = elements;
    this.headers = headers;
  }

  xml(requestId: string): string {
    const parts: Element[] = Object.entries({
      Code: this.code,
      Message: this.message,
      ...this.elements,
      RequestId: requestId,
      HostId: "loopback",
    }).map(([name, text]) => element(name, text));
    return xmlDocument(element("Error", parts));
  }
}

export const accessDenied = (message = "Access Denied", elements: Record<string, string> = {}) =>
  new S3Failure(403, "AccessDenied", message, elements);

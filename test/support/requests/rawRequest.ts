import { type Agent, request as httpRequest } from "node:http";

export interface RawResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Sends a URL unmodified: `fetch` and `new URL` rewrite `.` and `..` segments. */
export function rawRequest(
  url: string,
  {
    method = "GET",
    headers = {} as Record<string, string>,
    body = "" as string | Buffer,
    agent = false as Agent | false,
  } = {},
): Promise<RawResponse> {
  const [, host, path = "/"] = /^http:\/\/([^/?]+)(.*)$/s.exec(url) ?? [];
  if (!host) throw new Error(`not an http URL: ${url}`);
  const [hostname, port] = host.split(":");
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname: "127.0.0.1", port, path, method, headers: { host, ...headers }, agent },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    request.on("error", reject);
    if (hostname === undefined) reject(new Error("no host"));
    request.end(body);
  });
}

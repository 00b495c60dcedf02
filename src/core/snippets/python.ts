import type { SignedPost, SignedRequest } from "../sign/signedRequest.ts";
import { python as quote } from "../text/quote.ts";
import { type Action, actionOf, fileOf, headersOf, pathOf, type SnippetLanguage } from "./snippetLanguage.ts";

/** Python 3.6 or newer with `requests`, the most common HTTP library. */
export const python: SnippetLanguage = {
  id: "python",
  label: "Python (requests)",
  languageId: "python",
  write: (signed, payload) =>
    signed.kind === "post" ? form(signed, fileOf(signed, payload)) : request(signed, actionOf(signed, payload)),
  // requests 2.32 merges the leading slashes into one: psf/requests#6644.
  refusal: ({ kind, url }) => (kind === "url" && pathOf(url).startsWith("//") ? "pathRewritten" : undefined),
};

function request(signed: SignedRequest, action: Action): string {
  const headers = headersOf(signed).map(([name, value]) => `    ${quote(name)}: ${quote(value)},\n`);
  const data = action.kind === "send" && action.body ? `, data=${quote(action.body)}.encode()` : "";
  const { imports, lines } = stepsFor(action);
  return `${[...imports, "sys"]
    .sort()
    .map((name) => `import ${name}\n`)
    .join("")}
import requests

url = ${quote(signed.url)}
headers = {${headers.length > 0 ? `\n${headers.join("")}` : ""}}
request = requests.Request(${quote(signed.method)}, url, headers=headers${data}).prepare()
request.url = url  # exactly as signed: prepare() rewrites "." and ".." in it
${SEND}${lines.join("\n")}
`;
}

/**
 * Uses only the session settings of the environment, because a .netrc would add a second Authorization. urllib3 checks
 * lengths.
 */
const SEND = `

def send(request, failed_from=300):
    session = requests.Session()
    settings = session.merge_environment_settings(request.url, {}, True, None, None)
    response = session.send(request, allow_redirects=False, timeout=60, **settings)
    if response.status_code >= failed_from:
        sys.exit(f"{response.status_code} {response.reason}\\n{response.text}")
    response.raw.enforce_content_length = True
    return response


`;

function stepsFor(action: Action): { imports: string[]; lines: string[] } {
  switch (action.kind) {
    case "download":
      return {
        imports: ["shutil"],
        lines: [
          "response = send(request)",
          `with open(${quote(action.output)}, "wb") as file:`,
          "    shutil.copyfileobj(response.raw, file)  # as stored: not unzipped",
        ],
      };
    case "head":
      return {
        imports: [],
        lines: ["for name, value in send(request).headers.items():", '    print(f"{name}: {value}")'],
      };
    case "upload":
      return {
        imports: ["os"],
        lines: [
          `with open(${quote(action.file)}, "rb") as file:`,
          "    request.body = file",
          '    request.headers["Content-Length"] = str(os.fstat(file.fileno()).st_size)',
          "    print(send(request).text)",
        ],
      };
    case "send":
      return { imports: [], lines: ["print(send(request).text)"] };
  }
}

/** A form with success_action_redirect succeeds with a redirect (303). */
function form({ url, fields }: SignedPost, file: string): string {
  const parts = Object.entries(fields).map(([name, value]) => `    (${quote(name)}, (None, ${quote(value)})),\n`);
  return `import os
import sys

import requests

url = ${quote(url)}
path = ${quote(file)}
fields = [
${parts.join("")}]
${SEND}with open(path, "rb") as file:
    parts = fields + [("file", (os.path.basename(path), file))]  # S3 ignores what follows the file
    print(send(requests.Request("POST", url, files=parts).prepare(), 400).text)
`;
}

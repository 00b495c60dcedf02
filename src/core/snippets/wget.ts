import type { SignedRequest } from "../sign/signedRequest.ts";
import { posixFile, posixShell } from "../text/quote.ts";
import { type Action, actionOf, headersOf, refuseDotSegments, type SnippetLanguage } from "./snippetLanguage.ts";

/** Bytes of one argument: MAX_ARG_STRLEN of Linux, less the final NUL and `--body-data=`. */
const MAX_BODY = 131_072 - 13;

export const wget: SnippetLanguage = {
  id: "wget",
  label: "wget",
  languageId: "shellscript",
  write: (signed, payload) => request(signed as SignedRequest, actionOf(signed as SignedRequest, payload)),
  refusal(signed) {
    if (signed.kind === "post") return "formUnfit";
    const { body = "" } = signed;
    if (body.includes("\0") || Buffer.byteLength(body) > MAX_BODY) return "bodyUnfit";
    return refuseDotSegments(signed);
  },
};

/**
 * In a locale other than UTF-8, wget without `--no-iri` may send another URL first and save both responses in one file.
 */
const AS_SIGNED = ["--no-verbose", "--no-iri", "--content-on-error", "--max-redirect=0"];

function request(signed: SignedRequest, action: Action): string {
  const headers = headersOf(signed);
  const options = [...AS_SIGNED, ...optionsFor(action, signed.method)];
  const sends = action.kind === "upload" || (action.kind === "send" && action.body !== undefined);
  // Otherwise wget would send application/x-www-form-urlencoded, and S3 would store that type.
  if (sends && !headers.some(([name]) => name.toLowerCase() === "content-type")) {
    headers.push(["Content-Type", "application/octet-stream"]);
  }
  const lines = [...options, ...headers.map(([name, value]) => `--header=${posixShell(`${name}: ${value}`)}`)];
  const command = ["wget", ...lines, posixShell(signed.url)].join(" \\\n  ");
  return `${command}${action.kind === "download" ? showError(action.output) : ""}\n`;
}

function optionsFor(action: Action, method: string): string[] {
  switch (action.kind) {
    case "download":
      return [`--output-document=${posixFile(action.output)}`];
    case "head":
      return ["--method=HEAD", "--server-response", "--output-document=-"];
    case "upload":
      return [`--method=${method}`, `--body-file=${posixFile(action.file)}`, "--output-document=-"];
    case "send":
      return [
        `--method=${method}`,
        ...(action.body === undefined ? [] : [`--body-data=${posixShell(action.body)}`]),
        "--output-document=-",
      ];
  }
}

/** Exit status 8: S3 responded with an error, and the file contains the reason. */
function showError(output: string): string {
  return ` || { [ $? -ne 8 ] || cat ${posixFile(output)} >&2; false; }`;
}

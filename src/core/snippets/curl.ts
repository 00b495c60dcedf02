import type { SignedPost, SignedRequest } from "../sign/signedRequest.ts";
import { posixFile, posixPrintf, posixShell } from "../text/quote.ts";
import { type Action, actionOf, fileOf, headersOf, pathOf, type SnippetLanguage } from "./snippetLanguage.ts";

/** curl 7.76 or newer (2021), for `--fail-with-body`. */
export const curl: SnippetLanguage = {
  id: "curl",
  label: "curl",
  languageId: "shellscript",
  write: (signed, payload) =>
    signed.kind === "post" ? form(signed, fileOf(signed, payload)) : request(signed, actionOf(signed, payload)),
};

/** Keys may contain [] and {}, and segments `.` and `..`. curl must leave both unchanged. */
const AS_SIGNED = ["--globoff", "--path-as-is", "--fail-with-body"];
/** Turns off `Expect: 100-continue`, for which curl waits up to a second before it sends the body. */
const NO_EXPECT = "--header 'Expect:'";

function request(signed: SignedRequest, action: Action): string {
  const headers = headersOf(signed);
  const options = [...AS_SIGNED, ...optionsFor(action, signed.method), ...headers.map(header)];
  const has = (wanted: string) => headers.some(([name]) => name.toLowerCase() === wanted);
  // With `--data-binary`, curl would send application/x-www-form-urlencoded, and S3 would store that type.
  if (action.kind === "send" && action.body !== undefined && !has("content-type")) {
    options.push("--header 'Content-Type:'");
  }
  // If the last segment of the path is empty, `.` or `..`, curl would append the name of the file.
  if (action.kind === "upload" && /\/\.{0,2}$/.test(pathOf(signed.url))) {
    options.push(`--request-target ${posixShell(signed.url.replace(/^[^/]+\/\/[^/]+/, ""))}`);
  }
  const command = ["curl", ...options, posixShell(signed.url)].join(" \\\n  ");
  if (action.kind === "send" && action.body) return `${posixPrintf(action.body)} | ${command}\n`;
  return `${command}${action.kind === "download" ? showError(action.output) : ""}\n`;
}

function optionsFor(action: Action, method: string): string[] {
  switch (action.kind) {
    case "download":
      return [`--output ${posixFile(action.output)}`];
    case "head":
      return ["--head"];
    case "upload":
      return [
        ...(method === "PUT" ? [] : [`--request ${method}`]),
        `--upload-file ${posixFile(action.file)}`,
        NO_EXPECT,
      ];
    case "send":
      if (action.body === undefined) return [`--request ${method}`];
      return [`--request ${method}`, `--data-binary ${action.body ? "@-" : "''"}`, NO_EXPECT];
  }
}

/** `name:` would remove the header; `name;` sends it empty. */
function header([name, value]: [string, string]): string {
  return `--header ${posixShell(value === "" ? `${name};` : `${name}: ${value}`)}`;
}

/** Exit status 22: S3 responded with an error, and the file contains the reason. */
function showError(output: string): string {
  return ` || { [ $? -ne 22 ] || cat ${posixFile(output)} >&2; false; }`;
}

/** With `--form-string`, a value may start with `@` or `<`. */
function form({ url, fields }: SignedPost, file: string): string {
  const strings = Object.entries(fields).map(([name, value]) => `--form-string ${posixShell(`${name}=${value}`)}`);
  const path = /^\.{0,2}\//.test(file) ? file : `./${file}`;
  const upload = `--form ${posixShell(`file=@"${path.replace(/["\\]/g, "\\$&")}"`)}`;
  return `${["curl", ...AS_SIGNED, NO_EXPECT, ...strings, upload, posixShell(url)].join(" \\\n  ")}\n`;
}

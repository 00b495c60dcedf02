import type { SignedPost, SignedRequest } from "../sign/signedRequest.ts";
import { javascript as quote } from "../text/quote.ts";
import {
  type Action,
  actionOf,
  fileOf,
  headersOf,
  refuseDotSegments,
  type SnippetLanguage,
} from "./snippetLanguage.ts";

/** Node 20 or newer. Comments in the snippet say what to change for a browser. */
export const javascript: SnippetLanguage = {
  id: "javascript",
  label: "JavaScript (fetch)",
  languageId: "javascript",
  write: (signed, payload) =>
    signed.kind === "post" ? form(signed, fileOf(signed, payload)) : request(signed, actionOf(signed, payload)),
  // WHATWG URL removes dot segments, and fetch has no option to keep them.
  refusal: (signed) => (signed.kind === "url" ? refuseDotSegments(signed) : undefined),
};

const NODE = "// Node 20 or newer, as an .mjs file.";
const BLOB = 'import { openAsBlob } from "node:fs"; // in a browser: take the File of an <input type="file"> instead';

function request(signed: SignedRequest, action: Action): string {
  const headers = headersOf(signed).map(([name, value]) => `    ${quote(name)}: ${quote(value)},\n`);
  const { imports = [], body, lines } = stepsFor(action);
  return `${[NODE, ...imports].join("\n")}

const response = await fetch(${quote(signed.url)}, {
  method: ${quote(signed.method)},
${headers.length > 0 ? `  headers: {\n${headers.join("")}  },\n` : ""}${body ? `  body: ${body},\n` : ""}  redirect: "manual",
});
${failIf("!response.ok")}
${lines.join("\n")}
`;
}

const failIf = (condition: string): string =>
  `if (${condition}) throw new Error(\`\${response.status} \${response.statusText}\\n\${await response.text()}\`);`;

function stepsFor(action: Action): { imports?: string[]; body?: string; lines: string[] } {
  switch (action.kind) {
    case "download":
      return {
        imports: ['import { writeFile } from "node:fs/promises"; // in a browser: await response.blob() instead'],
        lines: [`await writeFile(${quote(`./${action.output}`)}, response.body);`],
      };
    case "head":
      return { lines: ["for (const [name, value] of response.headers) console.log(`${name}: ${value}`);"] };
    case "upload":
      return { imports: [BLOB], body: `await openAsBlob(${quote(action.file)})`, lines: PRINT };
    case "send":
      // As bytes, because fetch would send a string as text/plain.
      return { ...(action.body && { body: `new TextEncoder().encode(${quote(action.body)})` }), lines: PRINT };
  }
}

const PRINT = ["console.log(await response.text());"];

/** A form with success_action_redirect succeeds with a redirect (303). */
function form({ url, fields }: SignedPost, file: string): string {
  const appends = Object.entries(fields).map(([name, value]) => `form.append(${quote(name)}, ${quote(value)});\n`);
  const name = file.replace(/^.*[/\\]/s, "");
  return `${NODE}
${BLOB}

const form = new FormData();
${appends.join("")}// S3 ignores what follows the file.
form.append("file", await openAsBlob(${quote(file)}), ${quote(name)});
const response = await fetch(${quote(url)}, { method: "POST", body: form, redirect: "manual" });
${failIf("response.status >= 400")}
${PRINT.join("\n")}
`;
}

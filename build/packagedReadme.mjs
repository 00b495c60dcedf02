import { readFileSync } from "node:fs";

/** A picture or link whose address has no scheme. It points to a file in the repository. */
const RELATIVE = /!?\[([^\]]+)\]\((?![a-z]+:|#)[^)]+\)/g;

/**
 * README.md for the extension's page in VS Code, which drops relative addresses and `data:` pictures. Removes
 * paragraphs that consist only of such a picture or link. Other relative links become plain text.
 */
export function packagedReadme() {
  return readFileSync("README.md", "utf8")
    .replace(new RegExp(`^${RELATIVE.source}\\n\\n`, "gm"), "")
    .replace(RELATIVE, "$1");
}

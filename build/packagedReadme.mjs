import { readFileSync } from "node:fs";

/** A picture or link with an address that has no scheme: a file of the repository. */
const RELATIVE = /!?\[([^\]]+)\]\((?![a-z]+:|#)[^)]+\)/g;

/**
 * README.md for the extension's page in VS Code, which drops relative addresses, and `data:` ones of pictures. A paragraph that
 * is only a picture or a link, as to another language, is left out. Other links become their text.
 */
export function packagedReadme() {
  return readFileSync("README.md", "utf8")
    .replace(new RegExp(`^${RELATIVE.source}\\n\\n`, "gm"), "")
    .replace(RELATIVE, "$1");
}

import { readFileSync } from "node:fs";

/** Markdown pictures and links to a file of the repository: no scheme, and no place on the same page. */
const PICTURE = /!\[([^\]]*)\]\(test\/ui\/screenshots\/([\w.]+)\.png\)/g;
const LINK = /\[([^\]]+)\]\((?![a-z]+:|#)[^)]+\)/g;

/**
 * README.md for the extension's page in VS Code, which drops relative addresses: pictures are `data:`, links are plain text.
 * A paragraph that is only a link, as to another language, has nothing to say without it.
 */
export function packagedReadme() {
  return readFileSync("README.md", "utf8")
    .replace(new RegExp(`^${LINK.source}\\n\\n`, "gm"), "")
    .replace(PICTURE, (_, text, name) => `![${text}](data:image/webp;base64,${small(name)})`)
    .replace(LINK, "$1");
}

/** A package is built without a browser, so the small pictures are made by `npm run pictures`. */
const small = (name) => readFileSync(`media/pictures/${name}.webp`, "base64");

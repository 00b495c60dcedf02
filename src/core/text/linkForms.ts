import { html, markdown } from "./quote.ts";
import { visibleText } from "./visibleText.ts";

/** A link as a document shows it. */
export interface NamedLink {
  name: string;
  url: string;
}

interface LinkForm {
  link(link: NamedLink): string;
  /** Absent if images have no form that fits into a line. */
  image?(link: NamedLink): string;
}

/** CommonMark 0.31, 6.3 "Links": an address in parentheses contains none, and one in `<…>` can contain them. */
const inParentheses = (url: string): string => (/[()\s]/.test(url) ? `(<${url}>)` : `(${url})`);

const MARKDOWN: LinkForm = {
  link: ({ name, url }) => `[${markdown(name)}]${inParentheses(url)}`,
  image: ({ name, url }) => `![${markdown(name)}]${inParentheses(url)}`,
};

const HTML: LinkForm = {
  link: ({ name, url }) => `<a href="${html(url)}">${html(name)}</a>`,
  image: ({ name, url }) => `<img src="${html(url)}" alt="${html(name)}">`,
};

/**
 * AsciiDoc replaces character references last, so that punctuation written as one has no meaning of its own. `++` keeps an
 * address from being read as text: AsciiDoc Language Documentation, "Escape unintentional links and macros".
 */
const asciidoc = (text: string): string =>
  text.replace(/[!-,/:-@[-`{-~]|[.-](?=[.-])|(?<=[.-])[.-]/g, (c) => `&#${c.charCodeAt(0)};`);

const ASCIIDOC: LinkForm = {
  link: ({ name, url }) => `link:++${url}++[${asciidoc(name)}]`,
  image: ({ name, url }) => `image:++${url}++[${asciidoc(name)}]`,
};

/** reStructuredText Markup Specification, "Embedded URIs and Aliases": two underscores, so that names may be repeated. */
const RESTRUCTURED_TEXT: LinkForm = {
  link: ({ name, url }) => {
    const [text, target] = [name.replace(/[\\`*_|<>:]/g, "\\$&"), url.replace(/_$/, "\\_")];
    return `\`${text} <${target}>\`__`;
  },
};

const LATEX_WORDS: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** The hyperref package: in an address, `%`, `#` and `&` have a backslash. */
const LATEX: LinkForm = {
  link: ({ name, url }) => {
    const text = name.replace(/[\\~^{}$&#_%]/g, (c) => LATEX_WORDS[c] ?? `\\${c}`);
    return `\\href{${url.replace(/[%#&]/g, "\\$&")}}{${text}}`;
  },
};

/** By VS Code's ID of a language. */
const FORMS: Record<string, LinkForm> = {
  ...Object.fromEntries(["markdown", "mdx", "quarto", "rmd"].map((id) => [id, MARKDOWN])),
  html: HTML,
  ...Object.fromEntries(["asciidoc", "adoc"].map((id) => [id, ASCIIDOC])),
  ...Object.fromEntries(["restructuredtext", "rst"].map((id) => [id, RESTRUCTURED_TEXT])),
  ...Object.fromEntries(["latex", "tex"].map((id) => [id, LATEX])),
};

const IMAGE = /\.(?:apng|avif|gif|jpe?g|png|svg|webp)$/i;

/** Whether links have a form with a name in documents of a language. */
export function hasLinkForm(languageId: string): boolean {
  return Object.hasOwn(FORMS, languageId);
}

/** A link in the form of a language, with the name as text. In other languages, it is the URL. */
export function writeLink(languageId: string, { name, url }: NamedLink): string {
  const form = hasLinkForm(languageId) ? FORMS[languageId] : undefined;
  if (!form) return url;
  const link = { name: visibleText(name).trim() || url, url };
  return form.image && IMAGE.test(name) ? form.image(link) : form.link(link);
}

/** The parts of a TypeScript or JavaScript source that are written in English. */
export interface SourceParts {
  identifiers: string[];
  comments: string[];
  /** Titles of tests; a template's literal parts are separate entries. */
  titles: string[];
}

/** A regular expression and not a division, judged by the token before it. */
const REGEX = String.raw`(?<=(?:^|[(,=:[!&|?{};>]|\breturn)\s*)\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*`;
const TOKEN = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)`,
    String.raw`(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')`,
    `(?<regex>${REGEX})`,
    String.raw`(?<identifier>#?[\p{L}_$][\p{L}\p{N}_$]*)`,
    String.raw`(?<other>\d[\w.]*|\S)`,
  ].join("|"),
  "gu",
);
/** Up to the end of a template, or to its next `${`. */
const TEMPLATE = /((?:[^`\\$]|\\[\s\S]|\$(?!\{))*)(`|\$\{)/gy;
const TITLED = /^(?:test|it|describe|step|testEach|hostileBatch|\w+Test)$/;

/** Strings other than titles are left out: they quote texts, keys and servers. */
export function sourceParts(source: string): SourceParts {
  const parts: SourceParts = { identifiers: [], comments: [], titles: [] };
  /** Of each template that is open: whether it is a title, and the braces that are open in its `${`. */
  const templates: { isTitle: boolean; braces: number }[] = [];
  let [called, previous] = ["", ""];
  const readTemplate = (from: number, isTitle: boolean): number => {
    TEMPLATE.lastIndex = from;
    const [, text = "", end] = TEMPLATE.exec(source) ?? [];
    if (isTitle) parts.titles.push(text);
    if (end === "${") templates.push({ isTitle, braces: 0 });
    return TEMPLATE.lastIndex;
  };
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(source); match; match = TOKEN.exec(source)) {
    const [token] = match;
    const { comment, string, identifier } = match.groups ?? {};
    if (comment !== undefined) {
      parts.comments.push(comment);
      continue;
    }
    const isTitle = previous === "(" && TITLED.test(called);
    const template = templates.at(-1);
    if (identifier !== undefined) parts.identifiers.push(identifier);
    else if (string !== undefined && isTitle) parts.titles.push(string);
    else if (token === "`") TOKEN.lastIndex = readTemplate(TOKEN.lastIndex, isTitle);
    else if (token === "{" && template) template.braces++;
    else if (token === "}" && template && template.braces-- === 0) {
      templates.pop();
      TOKEN.lastIndex = readTemplate(TOKEN.lastIndex, template.isTitle);
    }
    if (token !== "(") called = identifier ?? "";
    previous = token;
  }
  return parts;
}

/** The words of an identifier or a sentence in lower case, those of camelCase apart. */
export function wordsOf(text: string): string[] {
  const apart = text.replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2");
  return apart.toLowerCase().match(/[a-z]+/g) ?? [];
}

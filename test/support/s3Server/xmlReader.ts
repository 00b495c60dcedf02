import { S3Failure } from "./failure.ts";

export interface XmlNode {
  /** Without a namespace prefix. */
  name: string;
  text: string;
  children: XmlNode[];
}

export const malformedXml = (): S3Failure =>
  new S3Failure(
    400,
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );

const NAME = "[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?";
const ATTRIBUTES = `(?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*`;
const TOKEN = new RegExp(
  `<\\?[\\s\\S]*?\\?>|<!--[\\s\\S]*?-->|<!\\[CDATA\\[(?<cdata>[\\s\\S]*?)\\]\\]>|</(?<end>${NAME})\\s*>|<(?<start>${NAME})${ATTRIBUTES}\\s*(?<empty>/?)>|(?<text>[^<]+)`,
  "y",
);
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** XML 1.0 without DOCTYPE, which S3 requires: a body with one root element of the given name, or MalformedXML. */
export function readXml(source: string, root: string): XmlNode {
  const document: XmlNode = { name: "", text: "", children: [] };
  const open = [document];
  TOKEN.lastIndex = source.startsWith("\uFEFF") ? 1 : 0;
  while (TOKEN.lastIndex < source.length) {
    const groups = TOKEN.exec(source)?.groups;
    if (!groups) throw malformedXml();
    take(groups, open);
  }
  const [node, ...rest] = document.children;
  if (open.length > 1 || !node || rest.length > 0 || document.text.trim() || node.name !== root) throw malformedXml();
  return node;
}

function take({ cdata, end, start, empty, text }: Record<string, string | undefined>, open: XmlNode[]): void {
  const current = open.at(-1) as XmlNode;
  if (cdata !== undefined) current.text += cdata;
  else if (text !== undefined) current.text += plainText(text);
  else if (start !== undefined) {
    const node: XmlNode = { name: local(start), text: "", children: [] };
    current.children.push(node);
    if (!empty) open.push(node);
  } else if (end !== undefined) {
    if (open.length === 1 || current.name !== local(end)) throw malformedXml();
    open.pop();
  }
}

const local = (name: string): string => name.slice(name.indexOf(":") + 1);

function plainText(text: string): string {
  return text.replace(/&([^;\s]*);?/g, (whole, name: string) => {
    const code = /^#(?:x([\da-fA-F]+)|(\d+))$/.exec(name);
    const plain = code ? String.fromCodePoint(Number(code[1] ? `0x${code[1]}` : code[2])) : ENTITIES[name];
    if (plain === undefined || !whole.endsWith(";")) throw malformedXml();
    return plain;
  });
}

export const childrenOf = (node: XmlNode | undefined, name: string): XmlNode[] =>
  node?.children.filter((child) => child.name === name) ?? [];

export const childOf = (node: XmlNode | undefined, name: string): XmlNode | undefined => childrenOf(node, name)[0];

export const textOf = (node: XmlNode | undefined, name: string): string | undefined => childOf(node, name)?.text;

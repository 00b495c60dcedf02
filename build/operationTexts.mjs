// Writes src/core/operations/texts.json with what the SDK's schemas lack: one-line descriptions, and the enum of each
// member. Reads the type declarations that ship with @aws-sdk/client-s3. Plain JavaScript that runs on Node 20.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const sdkFolder = join(root, "node_modules/@aws-sdk/client-s3");
const target = join(root, "src/core/operations/texts.json");
/** In characters. A longer sentence is cut at a word. */
const MAX_LENGTH = 160;

/** Does nothing if this script has already created the file from the installed SDK. */
export async function writeOperationTexts() {
  const { version } = JSON.parse(readFileSync(join(sdkFolder, "package.json"), "utf8"));
  const script = createHash("sha256")
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest("hex")
    .slice(0, 12);
  const madeFrom = `@aws-sdk/client-s3 ${version}, script ${script}`;
  if (existsSync(target) && readFileSync(target, "utf8").includes(JSON.stringify(madeFrom))) return;
  writeFileSync(target, JSON.stringify({ madeFrom, ...(await operationTexts()) }));
}

async function operationTexts() {
  const sdk = await import("@aws-sdk/client-s3");
  const schemas = Object.values(sdk).filter(Array.isArray);
  const declared = declaredStructures(sdk);
  const sentences = [];
  const indexOf = (sentence) => {
    if (!sentences.includes(sentence)) sentences.push(sentence);
    return sentences.indexOf(sentence);
  };
  const structures = {};
  const used = new Set();
  for (const [name, members] of inputStructures(schemas)) {
    structures[name] = members.map((member) => {
      const { sentence = "", values } = declared.get(name)?.[member] ?? {};
      if (!values) return indexOf(sentence);
      used.add(values);
      return [indexOf(sentence), values];
    });
  }
  return {
    operations: Object.fromEntries(
      schemas.filter(([kind]) => kind === 9).map(([, , name]) => [name, commandSentence(name)]),
    ),
    enums: Object.fromEntries([...used].sort().map((name) => [name, Object.values(sdk[name])])),
    sentences,
    structures,
  };
}

/**
 * All structures in an operation's input, at any depth, each with the names of its members. A schema has the layout
 * `[kind, namespace, name, traits, memberNames, memberSchemas]`.
 */
function inputStructures(schemas) {
  const found = new Map();
  const visit = (reference) => {
    const schema = typeof reference === "function" ? reference() : reference;
    if (!Array.isArray(schema)) return;
    if (schema.length === 2) return visit(schema[0]);
    const [kind, , name, , first, second] = schema;
    if (kind === 1) visit(first);
    if (kind === 2) visit(second);
    if ((kind !== 3 && kind !== 4) || found.has(name)) return;
    found.set(name, first);
    for (const member of second) visit(member);
  };
  for (const [kind, , , , input] of schemas) if (kind === 9) visit(input);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Structure → member → first sentence and enum name. */
function declaredStructures(sdk) {
  const folder = join(sdkFolder, "dist-types/models");
  const text = readdirSync(folder)
    .filter((file) => file.startsWith("models_"))
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
  const structure = /^export (?:interface|declare namespace) (\w+)[^{]*\{\n([\s\S]*?)^\}/gm;
  return new Map([...text.matchAll(structure)].map(([, name, body]) => [name, declaredMembers(body, sdk)]));
}

/** Each member of a union has an interface of its own, such as `interface PrefixMember`. */
function declaredMembers(body, sdk) {
  const members = {};
  const member = /\/\*\*([\s\S]*?)\*\/\s*(?:interface (\w+)Member |(\w+)\??: ([^;]+);)/g;
  for (const [, comment, unionMember, name = unionMember, type = ""] of body.matchAll(member)) {
    const values = /^(\w+)(?:\[\])?(?: \| undefined)?$/.exec(type)?.[1];
    members[name] = { sentence: firstSentence(comment), ...(isEnum(sdk[values]) && { values }) };
  }
  return members;
}

const isEnum = (value) =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((item) => typeof item === "string");

function commandSentence(name) {
  const text = readFileSync(join(sdkFolder, `dist-types/commands/${name}Command.d.ts`), "utf8");
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export declare class/.exec(text)?.[1] ?? "";
  return firstSentence(comment);
}

/** Plain text of the first sentence outside notes. */
function firstSentence(comment) {
  const html = comment.replace(/^\s*\* ?/gm, " ").replace(/@(public|deprecated|example)[\s\S]*/, "");
  const withoutNotes = html.replace(/<(note|important|dl|ul|ol)>[\s\S]*?<\/\1>/g, " ");
  const paragraphs = [...withoutNotes.matchAll(/<p>([\s\S]*?)<\/p>/g)].map(([, paragraph]) => plainText(paragraph));
  const paragraph = paragraphs.find((text) => text !== "") ?? "";
  const sentence = /^.*?[^.]\.(?= [A-Z(]|$)(?<!\b(?:e\.g|i\.e|U\.S)\.)/.exec(paragraph)?.[0] ?? paragraph;
  return sentence.length <= MAX_LENGTH ? sentence : `${sentence.slice(0, MAX_LENGTH).replace(/\s+\S*$/, "")}…`;
}

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&nbsp;": " " };

function plainText(html) {
  return (
    html
      .replace(/<[^>]+>/g, "")
      .replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity)
      .replace(/\s+/g, " ")
      .replace(/ ([.,])/g, "$1")
      // One description in this SDK release starts with a stray `>`.
      .replace(/^[\s>]+/, "")
      .trim()
  );
}

import { writeBytes, writeSize } from "../../src/core/text/size.ts";
import { element, fill } from "../form/dom.ts";
import { isKorean, language } from "../reader/language.ts";
import { texts } from "./texts.ts";
import "./style.css";

/**
 * Line formats that src/core/export/formats/html.ts writes, in this order: About, then Shared before the Rows that
 * share it.
 */
interface About {
  title: string;
  endsAt: string;
}
interface Shared {
  origin: string;
  query: (string | [string])[];
}
type Row = [name: string, size: number | null, path: string, ...varying: string[]];

interface FileEntry {
  name: string;
  size: number;
  url: string;
}
interface Folder {
  folders: Map<string, Folder>;
  files: FileEntry[];
  /** Number and total size of all files in this folder and below. */
  count: number;
  size: number;
}

/** Number of rows rendered at once. Rendering a hundred thousand rows takes a browser too long. */
const BATCH = 500;

const { about, all, root } = read(document.querySelector("script[type='application/jsonl']")?.textContent ?? "");
document.documentElement.lang = isKorean ? "ko" : "en";
const trail = element("nav", {});
const list = element("tbody", {});
const more = element("button", { type: "button", hidden: true }, texts.more);
const status = element("p", { role: "status" });
const search = element("input", { type: "search", placeholder: texts.search, "aria-label": texts.search });
let pending: (() => HTMLElement)[] = [];

document
  .querySelector("main")
  ?.append(
    element("h1", {}, about.title),
    ending(),
    search,
    trail,
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element("tr", {}, element("th", {}, texts.name), element("th", { class: "size" }, texts.size)),
      ),
      list,
    ),
    more,
    status,
  );
search.addEventListener("input", draw);
more.addEventListener("click", drawMore);
window.addEventListener("hashchange", () => {
  search.value = "";
  draw();
});
draw();

function read(text: string): { about: About; all: FileEntry[]; root: Folder } {
  const [first = "{}", ...lines] = text.trim().split("\n");
  const root = newFolder();
  const all: FileEntry[] = [];
  let shared: Shared = { origin: "", query: [] };
  for (const line of lines) {
    const value = JSON.parse(line) as Shared | Row;
    if (!Array.isArray(value)) {
      shared = value;
      continue;
    }
    const [name, size, path, ...varying] = value;
    const query = shared.query.map((pair) => (typeof pair === "string" ? pair : pair[0] + varying.shift())).join("&");
    const file = { name, size: size ?? 0, url: `${shared.origin}${path}?${query}` };
    all.push(file);
    place(root, file);
  }
  return { about: JSON.parse(first) as About, all, root };
}

function newFolder(): Folder {
  return { folders: new Map(), files: [], count: 0, size: 0 };
}

function place(root: Folder, file: FileEntry): void {
  let folder = root;
  const count = () => {
    folder.count++;
    folder.size += file.size;
  };
  count();
  for (const segment of file.name.split("/").slice(0, -1)) {
    folder = child(folder, segment);
    count();
  }
  folder.files.push(file);
}

function child(folder: Folder, name: string): Folder {
  const known = folder.folders.get(name) ?? newFolder();
  folder.folders.set(name, known);
  return known;
}

/** The expiry in the reader's local time. */
function ending(): HTMLElement {
  const ended = new Date(about.endsAt) <= new Date();
  const time = new Date(about.endsAt).toLocaleString(language, { dateStyle: "full", timeStyle: "long" });
  return element("p", { class: ended ? "ended" : "until" }, `${ended ? texts.ended : texts.until} ${time}`);
}

/** The folder in the address after `#`. Each segment is percent-encoded. */
function current(): { folder: Folder; segments: string[] } {
  const segments = location.hash.slice(1).split("/").slice(0, -1).map(decodeURIComponent);
  let folder = root;
  for (const segment of segments) folder = folder.folders.get(segment) ?? newFolder();
  return { folder, segments };
}

function draw(): void {
  const { folder, segments } = current();
  const wanted = search.value.trim().toLowerCase();
  trail.replaceChildren(...(wanted || segments.length === 0 ? [] : crumbs(segments)));
  const rows = wanted
    ? all.filter(({ name }) => name.toLowerCase().includes(wanted)).map((file) => () => fileRow(file, file.name))
    : [
        ...[...folder.folders].map(
          ([name, inner]) =>
            () =>
              folderRow([...segments, name], inner),
        ),
        ...folder.files.map((file) => () => fileRow(file, file.name.split("/").at(-1) || file.name)),
      ];
  list.replaceChildren();
  pending = rows;
  status.textContent = rows.length === 0 ? texts.none : "";
  drawMore();
}

function drawMore(): void {
  list.append(...pending.splice(0, BATCH).map((row) => row()));
  more.hidden = pending.length === 0;
}

function crumbs(segments: string[]): Node[] {
  const steps = [about.title, ...segments.map((segment) => segment || "/")];
  return steps.map((step, index) => element("a", { href: address(segments.slice(0, index)) }, step));
}

function folderRow(segments: string[], { count, size }: Folder): HTMLElement {
  const link = element("a", { href: address(segments), class: "folder" }, `${segments.at(-1)}/`);
  const amount = element(
    "small",
    {},
    ` ${count === 1 ? texts.file : fill(texts.files, count.toLocaleString(language))}`,
  );
  return row(size, link, amount);
}

/**
 * A browser would normalize `a/../b` to `b`. That is another object, so the signature would not match and S3 would
 * reject the request.
 */
function fileRow({ url, size }: FileEntry, label: string): HTMLElement {
  const [path = ""] = url.split("?");
  if (/\/\.\.?(\/|$)/.test(path)) return row(size, element("span", { title: texts.unreachable }, `${label} ⚠`));
  return row(size, element("a", { href: url, rel: "noreferrer" }, label));
}

function row(size: number, ...cells: Node[]): HTMLElement {
  return element(
    "tr",
    {},
    element("td", {}, element("bdi", {}, cells[0]), cells[1]),
    element("td", { class: "size", title: writeBytes(size, language) }, writeSize(size, language)),
  );
}

function address(segments: string[]): string {
  return `#${segments.map((segment) => `${encodeURIComponent(segment)}/`).join("")}`;
}

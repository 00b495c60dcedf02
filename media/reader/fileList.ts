import { writeBytes, writeSize } from "../../src/core/text/size.ts";
import { visibleText } from "../../src/core/text/visibleText.ts";
import { element, fill } from "../form/dom.ts";
import { language } from "./language.ts";
import { type FileEntry, type Folder, filesIn, isUnreachable, type Links, nameOf, newFolder } from "./links.ts";
import { texts } from "./texts.ts";

/** Number of rows rendered at once. Rendering a hundred thousand rows takes a browser too long. */
const BATCH = 500;

/** A table of the files in one folder, or of all files whose path contains the search text. Call `draw` to fill it. */
export class FileList {
  /** What a file that can be downloaded looks like. */
  fileCell: (file: FileEntry, label: string) => (Node | undefined)[] = linkTo;
  /** A first column. Its cells are for the files of a row. */
  first?: { heading: Node; cell: (label: string, files: () => Iterable<FileEntry>) => Node };
  /** Called when the rows have changed. */
  onDraw?: () => void;
  /** Files with a row, or that get one by Show more. */
  listed: readonly FileEntry[] = [];
  readonly #links: Links;
  /** The first step of the trail. */
  readonly #title: string;
  readonly #trail = element("nav", {});
  readonly #rows = element("tbody", {});
  readonly #more = element("button", { type: "button", hidden: true }, texts.more);
  readonly #status = element("p", { role: "status" });
  readonly #search = element("input", { type: "search", placeholder: texts.search, "aria-label": texts.search });
  #pending: (() => HTMLElement)[] = [];
  #shown: () => Iterable<FileEntry> = () => [];

  constructor(links: Links, title: string) {
    this.#links = links;
    this.#title = title;
    this.#search.addEventListener("input", () => this.draw());
    this.#more.addEventListener("click", () => this.#drawMore());
    window.addEventListener("hashchange", () => {
      this.#search.value = "";
      this.draw();
    });
  }

  get elements(): HTMLElement[] {
    const headings = [
      ...(this.first ? [element("th", { class: "first" }, this.first.heading)] : []),
      element("th", {}, texts.name),
      element("th", { class: "size" }, texts.size),
    ];
    const head = element("thead", {}, element("tr", {}, ...headings));
    return [this.#search, this.#trail, element("table", {}, head, this.#rows), this.#more, this.#status];
  }

  /** The files of all rows, including those in listed folders. */
  shown(): Iterable<FileEntry> {
    return this.#shown();
  }

  draw(): void {
    const { folder, segments } = this.#current();
    const wanted = this.#search.value.trim().toLowerCase();
    this.#trail.replaceChildren(...(wanted || segments.length === 0 ? [] : this.#crumbs(segments)));
    const found = wanted ? this.#links.all.filter(({ path }) => path.toLowerCase().includes(wanted)) : undefined;
    this.listed = found ?? folder.files;
    this.#shown = () => found ?? filesIn(folder);
    this.#pending = found
      ? found.map((file) => () => this.#fileRow(file, visibleText(file.path)))
      : [
          ...[...folder.folders].map(
            ([name, inner]) =>
              () =>
                this.#folderRow([...segments, name], inner),
          ),
          ...folder.files.map((file) => () => this.#fileRow(file, nameOf(file))),
        ];
    this.#rows.replaceChildren();
    this.#status.textContent = this.#pending.length === 0 ? texts.none : "";
    this.#drawMore();
  }

  #drawMore(): void {
    this.#rows.append(...this.#pending.splice(0, BATCH).map((row) => row()));
    this.#more.hidden = this.#pending.length === 0;
    this.onDraw?.();
  }

  /** The folder in the address after `#`. Each segment is percent-encoded. */
  #current(): { folder: Folder; segments: string[] } {
    const segments = location.hash.slice(1).split("/").slice(0, -1).map(decoded);
    let folder = this.#links.root;
    for (const segment of segments) folder = folder.folders.get(segment) ?? newFolder();
    return { folder, segments };
  }

  #crumbs(segments: string[]): Node[] {
    const steps = [this.#title, ...segments.map((segment) => visibleText(segment) || "/")];
    return steps.map((step, index) => element("a", { href: addressOf(segments.slice(0, index)) }, step));
  }

  #folderRow(segments: string[], folder: Folder): HTMLElement {
    const { count, size } = folder;
    const label = `${visibleText(segments.at(-1) ?? "")}/`;
    const amount = count === 1 ? texts.file : fill(texts.files, count.toLocaleString(language));
    return this.#row(label, () => filesIn(folder), size, [
      element("bdi", {}, element("a", { href: addressOf(segments), class: "folder" }, label)),
      element("small", {}, ` ${amount}`),
    ]);
  }

  #fileRow(file: FileEntry, label: string): HTMLElement {
    const unreachable = () => [element("span", { title: texts.unreachable }, `${label} ⚠`)];
    const cell = isUnreachable(file) ? unreachable() : this.fileCell(file, label);
    return this.#row(label, () => [file], file.size, [element("bdi", {}, ...cell)]);
  }

  #row(label: string, files: () => Iterable<FileEntry>, size: number, name: Node[]): HTMLElement {
    return element(
      "tr",
      {},
      this.first && element("td", { class: "first" }, this.first.cell(label, files)),
      element("td", {}, ...name),
      element("td", { class: "size", title: writeBytes(size, language) }, writeSize(size, language)),
    );
  }
}

const linkTo = (file: FileEntry, label: string): Node[] => [
  element("a", { href: file.url(), rel: "noreferrer" }, label),
];

/** Anyone can type an address. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function addressOf(segments: string[]): string {
  return `#${segments.map((segment) => `${encodeURIComponent(segment)}/`).join("")}`;
}

import type { SharePageData } from "../../src/core/share/pageData.ts";
import { visibleText } from "../../src/core/text/visibleText.ts";
import { element } from "../form/dom.ts";
import { countDown } from "../reader/clock.ts";
import { FileList } from "../reader/fileList.ts";
import { isKorean } from "../reader/language.ts";
import { type FileEntry, type Links, nameOf, readLinks } from "../reader/links.ts";
import { openData } from "../reader/sealed.ts";
import { countOf, Downloads, sizeOf } from "./downloads.ts";
import { hasPreview, Preview, thumbnail } from "./preview.ts";
import { Selection } from "./selection.ts";
import { say } from "./texts.ts";
import "../reader/page.css";
import "./style.css";

document.documentElement.lang = isKorean ? "ko" : "en";
void openData<SharePageData>().then(draw);

function draw(data: SharePageData): void {
  const title = visibleText(data.title);
  document.title = title;
  const links = readLinks(data.links);
  const { list, buttons, downloads } = fileList(title, links);
  const preview = new Preview();
  const shown = shownFiles(links, readLinks(data.shown));
  list.fileCell = (file, label) => {
    const pdf = shown.get(file);
    if (pdf) return [tabLink(pdf, label), downloadLink(file, label)];
    if (!hasPreview(file)) return [element("a", { href: file.url(), download: nameOf(file) }, label)];
    const open = () => preview.show(file, list.listed.filter(hasPreview));
    const named = { type: "button", class: "name", "aria-label": say("preview", label), onclick: open };
    return [thumbnail(file), element("button", named, label), downloadLink(file, label)];
  };
  document
    .querySelector("main")
    ?.append(
      element("h1", {}, title),
      element("p", {}, say("summary", countOf(links.all.length), sizeOf(links.all))),
      ending(data.endsAt),
      buttons,
      downloads,
      ...list.elements,
      preview.element,
    );
  list.draw();
}

/** Both lists have the same order. Versions of a file have the same path, so the path alone does not identify it. */
function shownFiles({ all }: Links, { all: some }: Links): Map<FileEntry, FileEntry> {
  const shown = new Map<FileEntry, FileEntry>();
  let next = 0;
  for (const file of all) {
    const other = some[next];
    if (other?.path !== file.path) continue;
    shown.set(file, other);
    next++;
  }
  return shown;
}

/** The list with its checkboxes, and the buttons that download the chosen files. */
function fileList(title: string, { all, root }: Links) {
  const allButton = element("button", { type: "button", class: "primary" }, say("all"));
  const chosenButton = element("button", { type: "button", hidden: true });
  const downloads = new Downloads(title, (isBusy) => {
    allButton.disabled = chosenButton.disabled = isBusy;
    window.onbeforeunload = isBusy ? (event) => event.preventDefault() : null;
  });
  const selection = new Selection((chosen) => {
    chosenButton.hidden = chosen.size === 0;
    chosenButton.textContent = say("selected", countOf(chosen.size), sizeOf(chosen));
  });
  const list = new FileList({ all, root }, title);
  list.first = {
    heading: selection.box(say("selectAll"), () => list.shown()),
    cell: (label, files) => selection.box(say("select", label), files),
  };
  list.onDraw = () => selection.draw();
  allButton.addEventListener("click", () => downloads.start(all));
  chosenButton.addEventListener("click", () => downloads.start(all.filter((file) => selection.has(file))));
  return {
    list,
    buttons: element("p", { class: "buttons" }, allButton, chosenButton),
    downloads: downloads.element,
  };
}

function ending(endsAt: string): HTMLElement {
  const end = element("p", {});
  countDown(endsAt, (time, left) => {
    end.className = left === undefined ? "ended" : "until";
    end.textContent = left === undefined ? say("ended", time) : say("until", time, left);
  });
  return end;
}

function tabLink(file: FileEntry, label: string): HTMLElement {
  const tab = { href: file.url(), target: "_blank", rel: "noopener noreferrer", "aria-label": say("open", label) };
  return element("a", tab, label);
}

function downloadLink(file: FileEntry, label: string): HTMLElement {
  const link = { href: file.url(), download: nameOf(file), class: "download", "aria-label": say("download", label) };
  return element("a", link, say("downloadShort"));
}

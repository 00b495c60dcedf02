import type { LinkLine } from "../../src/core/export/formats/linkLines.ts";
import { element } from "../form/dom.ts";
import { FileList } from "../reader/fileList.ts";
import { isKorean, language } from "../reader/language.ts";
import { readLinks } from "../reader/links.ts";
import { texts } from "../reader/texts.ts";
import "../reader/page.css";

/** The first line that src/core/export/formats/html.ts writes. */
interface About {
  title: string;
  endsAt: string;
}

const text = document.querySelector("script[type='application/jsonl']")?.textContent ?? "";
const [first = "{}", ...lines] = text.trim().split("\n");
const { title, endsAt } = JSON.parse(first) as About;
const links = readLinks(lines.map((line) => JSON.parse(line) as LinkLine));
document.documentElement.lang = isKorean ? "ko" : "en";
const list = new FileList(links, title);
document.querySelector("main")?.append(element("h1", {}, title), ending(), ...list.elements);
list.draw();

/** The expiry in the reader's local time. */
function ending(): HTMLElement {
  const ended = new Date(endsAt) <= new Date();
  const time = new Date(endsAt).toLocaleString(language, { dateStyle: "full", timeStyle: "long" });
  return element("p", { class: ended ? "ended" : "until" }, `${ended ? texts.ended : texts.until} ${time}`);
}

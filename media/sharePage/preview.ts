import { element } from "../form/dom.ts";
import { type FileEntry, isUnreachable, nameOf } from "../reader/links.ts";
import { say } from "./texts.ts";

/** What a browser shows without running anything in it: neither HTML nor SVG. */
const KINDS = {
  image: /\.(apng|avif|bmp|gif|ico|jfif|jpe?g|png|webp)$/i,
  video: /\.(m4v|mov|mp4|ogv|webm)$/i,
  audio: /\.(aac|flac|m4a|mp3|oga|ogg|opus|wav)$/i,
  text: /\.(c|conf|cpp|cs|css|csv|diff|go|h|ini|java|jsonl?|jsx?|log|md|patch|properties|py|rb|rs|sh|sql|srt|tex|toml|tsv|tsx?|txt|vtt|ya?ml)$/i,
};
type Kind = keyof typeof KINDS;

/** Bytes. */
const MAX_TEXT = 1024 ** 2;
const MAX_THUMBNAIL = 2 * 1024 ** 2;

function kindOf(file: FileEntry): Kind | undefined {
  const [kind] = (Object.keys(KINDS) as Kind[]).filter((each) => KINDS[each].test(file.path));
  return kind === "text" && file.size > MAX_TEXT ? undefined : kind;
}

export const hasPreview = (file: FileEntry): boolean => kindOf(file) !== undefined && !isUnreachable(file);

/** A small picture, loaded when it scrolls into view. */
export function thumbnail(file: FileEntry): HTMLElement | undefined {
  if (kindOf(file) !== "image" || file.size > MAX_THUMBNAIL) return undefined;
  return element("img", { class: "thumbnail", src: file.url(), alt: "", loading: "lazy", decoding: "async" });
}

/** A dialog with one file, from which the reader can go to the next one of the same list. */
export class Preview {
  // It gets the focus when the button that had it is disabled.
  readonly element = element("dialog", { "aria-labelledby": "preview-name", tabIndex: -1 });
  readonly #name = element("h2", { id: "preview-name" });
  readonly #content = element("div", { class: "content" });
  readonly #previous = this.#button(say("previous"), () => this.#go(-1));
  readonly #next = this.#button(say("next"), () => this.#go(1));
  readonly #download = element("a", {}, say("downloadShort"));
  #files: readonly FileEntry[] = [];
  #at = 0;

  constructor() {
    const close = this.#button(say("close"), () => this.element.close());
    const buttons = element("p", { class: "buttons" }, this.#previous, this.#next, this.#download, close);
    this.element.append(this.#name, this.#content, buttons);
    // Otherwise a video would continue.
    this.element.addEventListener("close", () => this.#content.replaceChildren());
    this.element.addEventListener("keydown", ({ key, target }) => {
      // A player uses these keys itself.
      if (target instanceof HTMLMediaElement) return;
      if (key === "ArrowLeft") this.#go(-1);
      if (key === "ArrowRight") this.#go(1);
    });
  }

  /** @param files those with a preview, in their order */
  show(file: FileEntry, files: readonly FileEntry[]): void {
    this.#files = files;
    this.#at = files.indexOf(file);
    this.element.showModal();
    this.#draw();
  }

  #button(text: string, onclick: () => void): HTMLButtonElement {
    return element("button", { type: "button", onclick }, text);
  }

  #go(by: number): void {
    if (!this.#files[this.#at + by]) return;
    this.#at += by;
    this.#draw();
  }

  #draw(): void {
    const file = this.#files[this.#at];
    if (!file) return;
    this.#name.textContent = nameOf(file);
    this.#download.href = file.url();
    this.#download.download = nameOf(file);
    this.#previous.disabled = this.#at === 0;
    this.#next.disabled = this.#at === this.#files.length - 1;
    if (document.activeElement?.matches(":disabled")) this.element.focus();
    // What is still loading for another file has another element.
    const content = element("div", {});
    this.#content.replaceChildren(content);
    void fill(content, file);
  }
}

async function fill(content: HTMLElement, file: FileEntry): Promise<void> {
  const fail = () => content.replaceChildren(element("p", { role: "status" }, say("notShown")));
  const [src, name] = [file.url(), nameOf(file)];
  switch (kindOf(file)) {
    case "image":
      return content.replaceChildren(element("img", { src, alt: name, onerror: fail }));
    case "video":
      return content.replaceChildren(element("video", { src, controls: true, preload: "metadata", onerror: fail }));
    case "audio":
      return content.replaceChildren(element("audio", { src, controls: true, preload: "metadata", onerror: fail }));
    case "text":
      try {
        const headers = { range: `bytes=0-${MAX_TEXT - 1}` };
        const response = await fetch(src, { headers, cache: "no-store", credentials: "omit" });
        // An empty file has no first byte.
        if (!response.ok && response.status !== 416) return fail();
        const text = response.ok ? await response.text() : "";
        content.replaceChildren(element("pre", { tabIndex: 0, "aria-label": name }, text));
      } catch {
        fail();
      }
  }
}

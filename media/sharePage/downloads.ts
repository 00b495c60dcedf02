import { safeFileName } from "../../src/core/text/fileName.ts";
import { writeSize } from "../../src/core/text/size.ts";
import { element, fill } from "../form/dom.ts";
import { language } from "../reader/language.ts";
import { type FileEntry, nameOf } from "../reader/links.ts";
import { texts } from "../reader/texts.ts";
import { batches } from "./batches.ts";
import { canStream, MAX_IN_MEMORY, saveStream } from "./save.ts";
import { say } from "./texts.ts";
import { type Failure, zipFile } from "./zipFile.ts";

export const countOf = (count: number): string =>
  count === 1 ? texts.file : fill(texts.files, count.toLocaleString(language));
export const sizeOf = (files: Iterable<{ size: number }>): string => {
  let size = 0;
  for (const file of files) size += file.size;
  return writeSize(size, language);
};

/** Downloads several files as one ZIP file, or as several where the browser keeps them in memory. */
export class Downloads {
  readonly element = element("section", { class: "downloads", hidden: true });
  readonly #title: string;
  readonly #onBusy: (isBusy: boolean) => void;
  readonly #parts = element("div", {});
  readonly #progress = element("progress", { max: 1, hidden: true });
  readonly #cancel = element("button", { type: "button", hidden: true }, say("cancel"));
  readonly #status = element("p", { role: "status" });
  readonly #failures = element("ul", { class: "failures" });

  constructor(title: string, onBusy: (isBusy: boolean) => void) {
    this.#title = title;
    this.#onBusy = onBusy;
    this.#progress.setAttribute("aria-label", say("downloadShort"));
    this.element.append(this.#parts, this.#progress, this.#cancel, this.#status, this.#failures);
  }

  start(files: readonly FileEntry[]): void {
    const name = safeFileName(this.#title);
    const groups = canStream ? [[...files]] : batches(files, MAX_IN_MEMORY);
    const [only, ...more] = groups;
    this.element.hidden = false;
    this.#parts.replaceChildren();
    if (only && more.length === 0 && !isTooLarge(only)) void this.#save(`${name}.zip`, only);
    else this.#offerParts(name, groups);
  }

  #offerParts(name: string, groups: FileEntry[][]): void {
    this.#report("", []);
    const list = element("ol", {});
    for (const [index, files] of groups.entries()) {
      const label = say("part", index + 1, groups.length, countOf(files.length), sizeOf(files));
      const [only] = files;
      list.append(
        element(
          "li",
          {},
          only && isTooLarge(files)
            ? element("a", { href: only.url(), download: nameOf(only) }, label)
            : element(
                "button",
                { type: "button", onclick: () => void this.#save(`${name} (${index + 1}).zip`, files) },
                label,
              ),
        ),
      );
    }
    this.#parts.replaceChildren(element("p", {}, say("parts")), list);
  }

  async #save(name: string, files: readonly FileEntry[]): Promise<void> {
    const stop = new AbortController();
    const total = files.reduce((sum, { size }) => sum + size, 0);
    let [count, bytes] = [0, 0];
    let failures: Failure[] = [];
    const draw = throttled(() => {
      this.#progress.value = total > 0 ? bytes / total : count / files.length;
      const sizes = [writeSize(bytes, language), writeSize(total, language)];
      this.#status.textContent = navigator.onLine
        ? say("progress", count.toLocaleString(language), countOf(files.length), ...sizes)
        : say("offline");
    });
    const onBytes = (more: number) => {
      bytes += more;
      draw();
    };
    const onFile = () => {
      count++;
      draw();
    };
    this.#setBusy(true, () => stop.abort());
    for (const event of ["online", "offline"]) addEventListener(event, draw);
    draw();
    try {
      const isSaved = await saveStream(name, stop.signal, () => {
        const zip = zipFile(files, { signal: stop.signal, onBytes, onFile });
        failures = zip.failures;
        return zip.stream;
      });
      if (!isSaved) this.#report("", []);
      else if (failures.length === 0) this.#report(say("saved", name), []);
      else this.#report(say("savedWith", name, countOf(failures.length)), failures);
    } catch (error) {
      this.#report(stop.signal.aborted ? say("cancelled") : say("failed", String(error)), failures);
    } finally {
      for (const event of ["online", "offline"]) removeEventListener(event, draw);
      draw.stop();
      this.#setBusy(false);
    }
  }

  #setBusy(isBusy: boolean, cancel?: () => void): void {
    this.#onBusy(isBusy);
    this.#progress.hidden = this.#cancel.hidden = !isBusy;
    this.#progress.value = 0;
    this.#cancel.onclick = cancel ?? null;
    for (const button of this.#parts.querySelectorAll("button")) button.disabled = isBusy;
  }

  #report(text: string, failures: readonly Failure[]): void {
    this.#status.textContent = text;
    this.#failures.replaceChildren(
      ...failures.map(({ path, reason }) => element("li", {}, element("bdi", {}, path), `: ${reason}`)),
    );
  }
}

/** It would not fit into memory, so the browser downloads it by its link. */
const isTooLarge = (files: readonly FileEntry[]): boolean =>
  !canStream && files.length === 1 && (files[0]?.size ?? 0) > MAX_IN_MEMORY;

/** Milliseconds between two updates of the progress. */
const PAUSE = 200;

/** Runs at once, then at most every PAUSE, and not after `stop`. */
function throttled(run: () => void): { (): void; stop: () => void } {
  let timer: number | undefined;
  let isOver = false;
  const call = () => {
    if (timer !== undefined || isOver) return;
    run();
    timer = window.setTimeout(() => {
      timer = undefined;
      if (!isOver) run();
    }, PAUSE);
  };
  const stop = () => {
    isOver = true;
    clearTimeout(timer);
  };
  return Object.assign(call, { stop });
}

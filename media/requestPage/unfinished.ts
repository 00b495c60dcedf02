import { writeSize } from "../../src/core/text/size.ts";
import { element } from "../form/dom.ts";
import { language } from "../reader/language.ts";
import { time } from "../uploadPage/texts.ts";
import type { Attempts } from "./retry.ts";
import type { Slot } from "./slot.ts";
import { write } from "./texts.ts";

/** The uploads that this page does not continue. Anyone can have started them, and can discard them. */
export class Unfinished {
  readonly element = element("section", { class: "unfinished" });
  readonly #slots: readonly Slot[];
  #isReading = false;
  #isStale = false;

  constructor(slots: readonly Slot[]) {
    this.#slots = slots;
  }

  /** Reads the slots again, once for all calls in the meantime. Those that can't be read are left out. */
  async show(): Promise<void> {
    this.#isStale = true;
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.#isStale) {
      this.#isStale = false;
      await this.#draw();
    }
    this.#isReading = false;
  }

  async #draw(): Promise<void> {
    const rows: HTMLElement[] = [];
    for (const slot of this.#slots) {
      const row = slot.user ? undefined : await this.#row(slot).catch(() => undefined);
      if (row) rows.push(row);
    }
    const text = element("p", {}, write("unfinished", rows.length));
    this.element.replaceChildren(...(rows.length > 0 ? [text, element("ul", {}, ...rows)] : []));
  }

  async #row(slot: Slot): Promise<HTMLElement | undefined> {
    const found = await slot.unfinished(untilClosed());
    if (!found) return undefined;
    const { manifest, parts } = found;
    const sent = parts.reduce((sum, { size }) => sum + size, 0);
    const arrived = write("arrived", writeSize(sent, language), writeSize(manifest.size, language));
    const [last] = parts.flatMap(({ modified = "" }) => Date.parse(modified) || []).sort((a, b) => b - a);
    const text = [arrived, ...(last ? [write("lastPart", time(new Date(last).toISOString()))] : [])].join(" ");
    const onclick = async () => {
      if (!confirm(write("discardQuestion"))) return;
      button.disabled = true;
      await slot.discard(untilClosed(), manifest.claim).catch(() => undefined);
      await this.show();
    };
    const label = `${write("discard")}: ${arrived}`;
    const button = element("button", { type: "button", onclick, "aria-label": label }, write("discard"));
    return element("li", {}, element("span", {}, text), " ", button);
  }
}

const untilClosed = (): Attempts => ({ signal: new AbortController().signal, onOffline: () => undefined });

import { writeSize } from "../../src/core/text/size.ts";
import { element } from "../form/dom.ts";
import { language } from "../reader/language.ts";
import { say } from "../uploadPage/texts.ts";
import type { ChosenFile } from "./files.ts";
import { write } from "./texts.ts";

/** `rejected`: by the limits, before anything was sent. */
export type FileState = "waiting" | "sending" | "paused" | "canceled" | "failed" | "stored" | "rejected";

export interface RowActions {
  pause: () => void;
  resume: () => void;
  cancel: () => void;
  retry: () => void;
}

/** Milliseconds over which the rate is measured. */
const RATE_WINDOW = 5000;

/** One file in the list. */
export class FileRow {
  readonly item: HTMLElement;
  readonly #size: number;
  readonly #outcome = element("span", {});
  readonly #progress = element("progress", { max: 1, value: 0, hidden: true });
  readonly #buttons: Record<keyof RowActions, HTMLButtonElement>;
  #samples: { at: number; sent: number }[] = [];
  #sent = 0;

  constructor({ file, path, isUnreadable }: ChosenFile, actions: RowActions) {
    this.#size = file.size;
    const button = (label: string, onclick: () => void) =>
      element("button", { type: "button", onclick, hidden: true, "aria-label": `${label}: ${path}` }, label);
    this.#buttons = {
      pause: button(write("pause"), actions.pause),
      resume: button(write("resume"), actions.resume),
      cancel: button(say("cancel"), actions.cancel),
      retry: button(write("retry"), actions.retry),
    };
    this.#progress.setAttribute("aria-label", path);
    this.item = element(
      "li",
      {},
      element("bdi", {}, path),
      isUnreadable ? " " : ` (${writeSize(file.size, language)}) `,
      this.#outcome,
      this.#progress,
      ...Object.values(this.#buttons),
    );
  }

  /** @param text a reason, or empty for the usual text of the state */
  show(state: FileState, text = ""): void {
    const shown: Record<keyof RowActions, FileState[]> = {
      pause: ["waiting", "sending"],
      resume: ["paused"],
      cancel: ["waiting", "sending", "paused"],
      retry: ["failed", "canceled"],
    };
    for (const [name, states] of Object.entries(shown))
      this.#buttons[name as keyof RowActions].hidden = !states.includes(state);
    this.#progress.hidden = state !== "sending" && state !== "paused";
    this.item.dataset.state = state;
    if (state !== "sending") this.#samples = [];
    this.#outcome.className = state === "stored" ? "good" : state === "failed" || state === "rejected" ? "bad" : "";
    this.#outcome.textContent = text || this.#textOf(state);
  }

  showProgress(sent: number): void {
    const now = performance.now();
    this.#sent = sent;
    this.#samples = [...this.#samples.filter(({ at }) => now - at < RATE_WINDOW), { at: now, sent }];
    this.#progress.value = this.#size === 0 ? 1 : sent / this.#size;
    this.#outcome.textContent = this.#rateText();
  }

  #rateText(): string {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    const [sent, size] = [writeSize(this.#sent, language), writeSize(this.#size, language)];
    const seconds = first && last ? (last.at - first.at) / 1000 : 0;
    if (!first || !last || seconds < 0.5 || last.sent < first.sent) return say("sending", sent, size);
    return write("progress", sent, size, writeSize(Math.round((last.sent - first.sent) / seconds), language));
  }

  #textOf(state: FileState): string {
    switch (state) {
      case "waiting":
        return say("waiting");
      case "sending":
        return write("preparing");
      case "paused":
        return write("paused", writeSize(this.#sent, language));
      case "canceled":
        return write("canceled");
      case "stored":
        return write("stored");
      case "failed":
      case "rejected":
        return "";
    }
  }
}

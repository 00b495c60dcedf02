import { writeSize } from "../../src/core/text/size.ts";
import { language } from "../reader/language.ts";
import { make } from "./page.ts";
import { failureOf, fieldsFor } from "./rules.ts";
import { type Outcome, send } from "./send.ts";
import { say } from "./texts.ts";

interface QueuedFile {
  file: File;
  /** What happened to the file, in words. */
  outcome: HTMLElement;
  isStored: boolean;
}

/** The chosen files and what became of each, one row per file. */
export class UploadQueue {
  readonly list = make("ul");
  #files: QueuedFile[] = [];
  /** Of the only file; empty for the file's own name. */
  readonly #name: () => string;

  constructor(name: () => string) {
    this.#name = name;
    this.list.className = "files";
  }

  replace(files: File[]): void {
    for (const frame of document.querySelectorAll("iframe")) frame.remove();
    this.#files = files.map((file) => ({ file, outcome: make("span"), isStored: false }));
    this.list.replaceChildren(...this.#files.map(drawRow));
    this.check();
  }

  /** Shows why files would be rejected. */
  check(): void {
    for (const queued of this.#files) {
      const failure = this.#failureOf(queued);
      show(queued, { kind: failure ? "bad" : "", message: failure ?? "" });
    }
  }

  /**
   * Uploads the files that are not stored yet, one after the other.
   * @param onProgress receives the share of all bytes that has been sent, from 0 to 1
   * @returns a summary, if there is more than one file
   */
  async upload(signal: AbortSignal, onProgress: (share: number) => void): Promise<string> {
    const waiting = this.#files.filter(({ isStored }) => !isStored);
    const total = waiting.reduce((bytes, { file }) => bytes + file.size, 0) || 1;
    let before = 0;
    for (const queued of waiting) show(queued, { kind: "", message: waiting.length > 1 ? say("waiting") : "" });
    for (const queued of waiting) {
      const { file } = queued;
      await this.#uploadOne(queued, signal, (sent) => {
        onProgress((before + sent) / total);
        show(queued, { kind: "", message: say("sending", writeSize(sent, language), writeSize(file.size, language)) });
      });
      before += file.size;
      onProgress(before / total);
    }
    if (this.#files.length < 2) return "";
    return say("summary", this.#files.filter(({ isStored }) => isStored).length, this.#files.length);
  }

  async #uploadOne(queued: QueuedFile, signal: AbortSignal, onProgress: (sent: number) => void): Promise<void> {
    const failure = this.#failureOf(queued);
    if (failure) return show(queued, { kind: "bad", message: failure });
    if (signal.aborted) return show(queued, { kind: "", message: say("cancelled") });
    const fields = fieldsFor(queued.file, this.#name());
    const onMessage = (message: string) => show(queued, { kind: "", message });
    const outcome = await send(queued.file, { fields, signal, onProgress, onMessage });
    queued.isStored = outcome.kind === "good";
    show(queued, outcome);
  }

  #failureOf({ file }: QueuedFile): string | undefined {
    const fields = fieldsFor(file, this.#name());
    const before = this.#files.slice(
      0,
      this.#files.findIndex((queued) => queued.file === file),
    );
    const isTaken = before.some((queued) => fieldsFor(queued.file, "").key === fields.key);
    return isTaken ? say("sameName") : failureOf(file, fields);
  }
}

function drawRow({ file, outcome }: QueuedFile): HTMLElement {
  const row = make("li", `${say("chosen", file.name, writeSize(file.size, language))} `);
  row.append(outcome);
  return row;
}

function show({ outcome }: QueuedFile, { kind, message }: Outcome): void {
  outcome.className = kind;
  outcome.textContent = message;
}

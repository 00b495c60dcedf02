import type { RequestPageData } from "../../src/core/share/requestPage.ts";
import { unpackSlots } from "../../src/core/share/slotLinks.ts";
import { element } from "../form/dom.ts";
import { say } from "../uploadPage/texts.ts";
import type { ChosenFile } from "./files.ts";
import { uploadByForm } from "./formUpload.ts";
import { failureOf, needsSlot } from "./limits.ts";
import { UploadFailure } from "./retry.ts";
import { FileRow, type FileState } from "./row.ts";
import { Slot } from "./slot.ts";
import { SlotUpload } from "./slotUpload.ts";
import { write } from "./texts.ts";

interface QueuedFile {
  chosen: ChosenFile;
  state?: FileState;
  row: FileRow;
  /** Present for a file that is sent into a slot. It keeps what has been sent. */
  slotUpload?: SlotUpload;
  stop?: AbortController;
}

/** Files that are sent at the same time. Each file in a slot has several parts on their way. */
const CONCURRENCY = { form: 3, slot: 1 };
const WAYS = ["form", "slot"] as const;

const wayOf = ({ slotUpload }: QueuedFile) => (slotUpload ? "slot" : "form");

/** The chosen files, one row per file. */
export class RequestQueue {
  readonly list = element("ul", { class: "files" });
  readonly slots: readonly Slot[];
  readonly #data: RequestPageData;
  /** Keeps apart what two visits send. */
  readonly #folder: string;
  readonly #onChange: () => void;
  readonly #files = new Set<QueuedFile>();
  /** Without those that the limits reject. A folder can have many thousands of files, so none is searched for. */
  readonly #byPath = new Map<string, QueuedFile>();
  readonly #counts = new Map<FileState, number>();
  readonly #active = { form: 0, slot: 0 };
  #isStarted = false;

  constructor(data: RequestPageData, onChange: () => void) {
    this.#data = data;
    this.slots = unpackSlots(data).map((links) => new Slot(links, data.needsMd5));
    const visit = crypto.getRandomValues(new Uint32Array(2));
    this.#folder = `${data.folder}${[...visit].map((part) => part.toString(16).padStart(8, "0")).join("")}/`;
    this.#onChange = onChange;
  }

  count(...states: FileState[]): number {
    return states.reduce((sum, state) => sum + (this.#counts.get(state) ?? 0), 0);
  }

  /** Adds files. While others are being sent, they follow. */
  add(files: readonly ChosenFile[]): void {
    for (const chosen of files) this.#add(chosen);
    this.#pump();
  }

  start(): void {
    this.#isStarted = true;
    this.#pump();
  }

  #add(chosen: ChosenFile): void {
    const same = this.#byPath.get(chosen.path);
    const replaced = same && isReplaceable(same, chosen) ? same : undefined;
    if (replaced) {
      replaced.row.item.remove();
      this.#files.delete(replaced);
      if (replaced.state) this.#count(replaced.state, -1);
    }
    const queued: QueuedFile = {
      chosen,
      row: new FileRow(chosen, {
        pause: () => this.#stop(queued, "paused"),
        resume: () => this.#continue(queued),
        cancel: () => this.#stop(queued, "canceled"),
        retry: () => this.#continue(queued),
      }),
    };
    if (needsSlot(this.#data, chosen)) queued.slotUpload = new SlotUpload(chosen, this.slots, replaced?.slotUpload);
    const failure = same && !replaced ? say("sameName") : failureOf(this.#data, chosen, this.#keyOf(chosen));
    this.#files.add(queued);
    if (!failure) this.#byPath.set(chosen.path, queued);
    else if (replaced) this.#byPath.delete(chosen.path);
    this.list.append(queued.row.item);
    this.#set(queued, failure ? "rejected" : "waiting", failure);
  }

  #keyOf({ path }: ChosenFile): string {
    return this.#folder + path;
  }

  #stop(queued: QueuedFile, state: "paused" | "canceled"): void {
    this.#set(queued, state);
    queued.stop?.abort();
    if (state === "canceled") {
      const attempts = { signal: new AbortController().signal, onOffline: () => undefined };
      queued.slotUpload?.release(attempts);
    }
    this.#pump();
  }

  #continue(queued: QueuedFile): void {
    this.#set(queued, "waiting");
    this.start();
  }

  #pump(): void {
    if (this.#isStarted) this.#startNext();
    if (this.count("waiting", "sending", "paused") === 0) this.#isStarted = false;
    this.#onChange();
  }

  #startNext(): void {
    if (this.count("waiting") === 0) return;
    for (const queued of this.#files) {
      if (WAYS.every((way) => this.#active[way] >= CONCURRENCY[way])) return;
      const isNext = queued.state === "waiting" && !queued.stop;
      if (isNext && this.#active[wayOf(queued)] < CONCURRENCY[wayOf(queued)]) void this.#send(queued);
    }
  }

  async #send(queued: QueuedFile): Promise<void> {
    const stop = new AbortController();
    queued.stop = stop;
    this.#active[wayOf(queued)]++;
    this.#set(queued, "sending");
    const options = {
      signal: stop.signal,
      onProgress: (sent: number) => {
        if (!stop.signal.aborted) queued.row.showProgress(sent);
      },
      onOffline: (isOffline: boolean) => {
        if (!stop.signal.aborted) queued.row.show("sending", isOffline ? write("offline") : "");
      },
    };
    try {
      const { form } = this.#data;
      if (queued.slotUpload) await queued.slotUpload.run(options);
      else if (form) await uploadByForm(form, this.#keyOf(queued.chosen), queued.chosen, options);
      this.#set(queued, "stored");
    } catch (error) {
      if (!stop.signal.aborted)
        this.#set(queued, "failed", error instanceof UploadFailure ? error.message : say("unreadable"));
    }
    delete queued.stop;
    this.#active[wayOf(queued)]--;
    this.#pump();
  }

  #set(queued: QueuedFile, state: FileState, text?: string): void {
    // It can have been replaced while its upload was being canceled.
    if (!this.#files.has(queued)) return;
    if (queued.state) this.#count(queued.state, -1);
    this.#count(state, 1);
    queued.state = state;
    queued.row.show(state, text);
  }

  #count(state: FileState, change: 1 | -1): void {
    this.#counts.set(state, this.count(state) + change);
  }
}

/** A file that waits can have the name of a different one from another folder. */
function isReplaceable({ state, chosen: { file } }: QueuedFile, { file: other }: ChosenFile): boolean {
  const isSame = file.size === other.size && file.lastModified === other.lastModified;
  return state === "failed" || state === "canceled" || (state === "waiting" && isSame);
}

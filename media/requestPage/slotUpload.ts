import { slotPartSize } from "../../src/core/share/slotLinks.ts";
import type { SlotManifest } from "../../src/core/share/slotManifest.ts";
import { abortedBy } from "../reader/abort.ts";
import type { ChosenFile } from "./files.ts";
import { md5Of, multipartEtag } from "./md5.ts";
import { type Attempts, UploadFailure } from "./retry.ts";
import type { Completion, Slot, StoredPart } from "./slot.ts";
import { write } from "./texts.ts";

/** Parts that are sent at the same time. */
const CONCURRENCY = 4;
/** Milliseconds between two looks at the claim. */
const CLAIM_CHECK = 15_000;
/** Times that an upload is completed with parts that have meanwhile been replaced. */
const MAX_COMPLETIONS = 3;

export interface SlotUploadOptions extends Attempts {
  /** @param sent bytes that are stored or on their way */
  onProgress: (sent: number) => void;
}

/** 128 random bits. */
const newClaim = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * The slot is of no use for this file: it was `taken` for another file, its upload was `ended`, or it has another object.
 */
class SlotLost extends Error {
  readonly why: "taken" | "ended" | "otherObject";

  constructor(why: SlotLost["why"]) {
    super(why);
    this.why = why;
  }
}

/** What to say if there is no other slot. */
const LOST = { taken: "discarded", ended: "endedElsewhere", otherObject: "noSlot" } as const;

/**
 * Sends one file into a slot. After an interruption, only the parts that are missing are sent. The object is completed
 * with the ETags of parts that were sent from here or compared with the local bytes, so two senders in one slot never
 * make a mixed object.
 */
export class SlotUpload {
  readonly #chosen: ChosenFile;
  readonly #slots: readonly Slot[];
  readonly #partSize: number;
  readonly #claim: string;
  #firstPart = "";
  #slot: Slot | undefined;
  /** ETags of the parts whose bytes are known to be those of the file, by their numbers from 1 on. */
  #etags = new Map<number, string>();
  #checkedAt = 0;

  /** @param before an upload of a file with the same path, which failed. This one continues in its slot. */
  constructor(chosen: ChosenFile, slots: readonly Slot[], before?: SlotUpload) {
    this.#claim = before?.leave() ?? newClaim();
    this.#chosen = chosen;
    this.#slots = slots;
    this.#partSize = slotPartSize(chosen.file.size);
  }

  /** @throws UploadFailure; DOMException AbortError */
  async run(options: SlotUploadOptions): Promise<void> {
    this.#firstPart ||= (await md5Of(this.#bytes(1), options.signal)).hex;
    const tried = new Set<Slot>();
    let lost: SlotLost | undefined;
    for (;;) {
      const slot = await this.#chooseSlot(tried, lost, options);
      tried.add(slot);
      try {
        return await this.#fill(slot, options);
      } catch (error) {
        if (!(error instanceof SlotLost)) throw error;
        lost = error;
        slot.user = this.#slot = undefined;
        this.#etags.clear();
      }
    }
  }

  /** @returns the claim of the slot, for another upload; undefined without a slot */
  leave(): string | undefined {
    const slot = this.#slot;
    if (!slot) return undefined;
    slot.user = this.#slot = undefined;
    return this.#claim;
  }

  /** Makes the slot available to another file. */
  release(attempts: Attempts): void {
    const slot = this.#slot;
    if (!slot) return;
    slot.user = this.#slot = undefined;
    this.#etags.clear();
    slot.discard(attempts, this.#claim).catch(() => undefined);
  }

  /** The slot in which the upload of this file was started, or a free one. */
  async #chooseSlot(tried: ReadonlySet<Slot>, lost: SlotLost | undefined, attempts: Attempts): Promise<Slot> {
    if (this.#slot) return this.#slot;
    let free: Slot | undefined;
    let hasUnfinished = false;
    const order = [...this.#slots].sort((a, b) => Number(a.isDiscarding) - Number(b.isDiscarding));
    for (const slot of order) {
      if (slot.user || tried.has(slot) || (free && slot.isDiscarding)) continue;
      await slot.settled(attempts.signal);
      const found = await slot.readManifest(attempts);
      const manifest = found === "released" ? undefined : found;
      const isSame = manifest !== undefined && (manifest.claim === this.#claim || this.#isSameFile(manifest));
      const isCandidate = !manifest || (isSame && manifest.etag === undefined);
      if (manifest && !isSame && manifest.etag === undefined) hasUnfinished = true;
      if (!isCandidate || (free && !isSame) || !(await slot.listParts(attempts))) continue;
      if (slot.user) continue;
      free = slot;
      if (isSame) break;
    }
    if (!free) throw new UploadFailure(write(lost ? LOST[lost.why] : hasUnfinished ? "noSlotUnfinished" : "noSlot"));
    free.user = this;
    this.#slot = free;
    return free;
  }

  async #fill(slot: Slot, options: SlotUploadOptions): Promise<void> {
    await slot.writeManifest(this.#manifest(), options);
    await this.#checkClaim(slot, options, 0);
    const listed = await slot.listParts(options);
    if (!listed) throw new SlotLost("ended");
    await this.#verify(listed, options);
    for (let completions = 0; completions < MAX_COMPLETIONS; completions++) {
      await this.#sendMissing(slot, options);
      await this.#checkClaim(slot, options, 0);
      const etags = this.#numbers().map((number) => this.#etags.get(number) ?? "");
      const completion = await slot.complete(etags, options);
      if (completion.kind !== "otherParts") return this.#finish(slot, etags, completion, options);
      await this.#forgetReplaced(slot, options);
    }
    throw new UploadFailure(write("otherWindow"));
  }

  async #finish(slot: Slot, etags: string[], completion: Completion, options: SlotUploadOptions): Promise<void> {
    const computed = multipartEtag(etags);
    const stored = await slot.findObject(options);
    const { size } = this.#chosen.file;
    // Ceph RGW also responds 200 if another sender has completed the upload.
    const isOwn = !stored || (stored.size === size && [computed, completion.etag].includes(stored.etag));
    if (!isOwn) throw new SlotLost("otherObject");
    if (!stored && completion.kind === "gone") throw new UploadFailure(write("unconfirmed"));
    const etag = stored?.etag ?? completion.etag ?? computed;
    await slot.writeManifest({ ...this.#manifest(), ...(etag && { etag }) }, options);
    options.onProgress(size);
  }

  /** Compares what an earlier visit has stored with the local bytes. */
  async #verify(listed: ReadonlyMap<number, StoredPart>, { signal, onProgress }: SlotUploadOptions): Promise<void> {
    for (const number of this.#numbers()) {
      const part = listed.get(number);
      const known = this.#etags.get(number);
      if (!part || part.size !== this.#sizeOf(number)) this.#etags.delete(number);
      else if (known !== part.etag) {
        this.#etags.delete(number);
        const { hex } = await md5Of(this.#bytes(number), signal);
        if (part.etag.replaceAll('"', "") === hex) this.#etags.set(number, part.etag);
      }
      onProgress(this.#sentBytes());
    }
  }

  async #sendMissing(slot: Slot, options: SlotUploadOptions): Promise<void> {
    const missing = this.#numbers().filter((number) => !this.#etags.has(number));
    const loaded = new Map<number, number>();
    const report = () => options.onProgress(this.#sentBytes() + [...loaded.values()].reduce((a, b) => a + b, 0));
    const stop = abortedBy(options.signal);
    const attempts = { ...options, signal: stop.signal };
    const work = async () => {
      for (let number = missing.shift(); number !== undefined; number = missing.shift()) {
        const part = number;
        await this.#checkClaim(slot, attempts, CLAIM_CHECK);
        const etag = await slot.putPart(part, this.#bytes(part), attempts, (bytes) => {
          loaded.set(part, bytes);
          report();
        });
        loaded.delete(part);
        if (etag === undefined) throw new SlotLost("ended");
        this.#etags.set(part, etag);
        report();
      }
    };
    const works = Array.from({ length: CONCURRENCY }, async () => {
      try {
        await work();
      } catch (error) {
        stop.abort(error);
        throw error;
      }
    });
    await Promise.allSettled(works);
    options.signal.throwIfAborted();
    if (stop.signal.aborted) throw stop.signal.reason;
    stop.abort();
  }

  /** Another sender has replaced parts, although the claim is this one's. */
  async #forgetReplaced(slot: Slot, options: SlotUploadOptions): Promise<void> {
    const listed = await slot.listParts(options);
    if (!listed) throw new SlotLost("ended");
    for (const [number, etag] of this.#etags) if (listed.get(number)?.etag !== etag) this.#etags.delete(number);
  }

  /**
   * @param age milliseconds for which an earlier check counts
   * @throws SlotLost, UploadFailure
   */
  async #checkClaim(slot: Slot, attempts: Attempts, age: number): Promise<void> {
    if (Date.now() - this.#checkedAt < age) return;
    this.#checkedAt = Date.now();
    const manifest = await slot.readManifest(attempts);
    // Without permission to read it, the ETags alone keep two senders apart.
    if (!manifest || (manifest !== "released" && manifest.claim === this.#claim)) return;
    if (manifest !== "released" && !this.#isSameFile(manifest)) throw new SlotLost("taken");
    slot.user = this.#slot = undefined;
    throw new UploadFailure(write(manifest === "released" ? "discarded" : "otherWindow"));
  }

  #isSameFile({ size, firstPart }: SlotManifest): boolean {
    return size === this.#chosen.file.size && firstPart === this.#firstPart;
  }

  #manifest(): SlotManifest {
    const { file, path } = this.#chosen;
    return { version: 1, name: path, size: file.size, firstPart: this.#firstPart, claim: this.#claim };
  }

  /** An empty file has one part too. */
  #numbers(): number[] {
    const count = Math.max(Math.ceil(this.#chosen.file.size / this.#partSize), 1);
    return Array.from({ length: count }, (_, index) => index + 1);
  }

  #bytes(number: number): Blob {
    return this.#chosen.file.slice((number - 1) * this.#partSize, number * this.#partSize);
  }

  #sizeOf(number: number): number {
    return Math.min(this.#partSize, this.#chosen.file.size - (number - 1) * this.#partSize);
  }

  #sentBytes(): number {
    let bytes = 0;
    for (const number of this.#etags.keys()) bytes += this.#sizeOf(number);
    return bytes;
  }
}

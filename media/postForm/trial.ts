import type { FormTexts, ToForm, Trial } from "../../src/postForm/protocol.ts";
import { element, field } from "../form/dom.ts";
import { actions, button, code } from "../form/output.ts";

interface TrialOptions {
  texts: FormTexts;
  tryUpload: (trial: Trial) => void;
  chooseFile: () => void;
  upload: () => void;
  cancel: () => void;
}

type HostMessage = Extract<ToForm, { type: "file" | "tried" | "progress" | "uploaded" }>;

/**
 * Checks whether the form would accept a file. The user enters its properties or chooses a file, which can then be
 * uploaded.
 */
export class TrialPart {
  readonly root: HTMLElement;
  readonly #options: TrialOptions;
  readonly #trial: Trial = { name: "", size: "", contentType: "" };
  readonly #controls: Record<keyof Trial, HTMLElementTagNameMap["vscode-textfield"]>;
  readonly #verdict = element("div", { class: "verdict", role: "status" });
  readonly #sending = element("div", { hidden: true });
  readonly #sent = element("div", { "aria-live": "polite" });
  readonly #progress = element("progress", { max: 1, value: 0 });
  readonly #bytes = element("div", { class: "help" });
  readonly #upload: HTMLElementTagNameMap["vscode-button"];

  constructor(options: TrialOptions) {
    this.#options = options;
    const { texts, chooseFile, upload, cancel } = options;
    this.#controls = { name: this.#text("name"), size: this.#text("size"), contentType: this.#text("contentType") };
    this.#upload = element("vscode-button", { icon: "cloud-upload", disabled: true, onclick: upload }, texts.upload);
    this.#progress.setAttribute("aria-label", texts.uploading);
    this.#sending.append(this.#progress, this.#bytes, actions(button(texts.cancel, "close", cancel)));
    this.root = element(
      "section",
      {},
      element("h2", {}, texts.trial),
      actions(button(texts.chooseFile, "file-add", chooseFile), this.#upload),
      element("p", { class: "help" }, texts.uploadHelp),
      field(texts.fileName, this.#controls.name, { path: "trial.name" }),
      element(
        "div",
        { class: "pair" },
        field(texts.fileSize, this.#controls.size, { path: "trial.size" }),
        field(texts.fileType, this.#controls.contentType, { path: "trial.contentType" }),
      ),
      this.#verdict,
      this.#sending,
      this.#sent,
    );
  }

  receive(message: HostMessage): void {
    switch (message.type) {
      case "file":
        Object.assign(this.#trial, message.trial);
        for (const [name, control] of Object.entries(this.#controls)) control.value = this.#trial[name as keyof Trial];
        this.#upload.disabled = false;
        this.ask();
        return;
      case "tried":
        this.#judge(this.#verdict, message.accepted, message.message);
        return;
      case "progress":
        this.#showSending(true);
        this.#progress.value = message.part;
        this.#bytes.textContent = message.message;
        return;
      case "uploaded":
        this.#showSending(false);
        this.#showUploaded(message);
    }
  }

  /** Checks again after the form or the file has changed. */
  ask(): void {
    const { name, size } = this.#trial;
    if (name !== "" && size !== "") this.#options.tryUpload(this.#trial);
    else this.#verdict.replaceChildren();
  }

  #text(name: keyof Trial): HTMLElementTagNameMap["vscode-textfield"] {
    const control = element("vscode-textfield");
    control.addEventListener("input", () => {
      this.#trial[name] = control.value;
      this.ask();
    });
    return control;
  }

  #showSending(sending: boolean): void {
    this.#sending.hidden = !sending;
    if (sending) this.#sent.replaceChildren();
  }

  #showUploaded({ ok, message, response }: Extract<HostMessage, { type: "uploaded" }>): void {
    const verdict = element("div", { class: "verdict" });
    this.#judge(verdict, ok, message);
    this.#sent.replaceChildren(verdict, ...(response ? [code(response, this.#options.texts.response)] : []));
  }

  #judge(box: HTMLElement, ok: boolean, message: string): void {
    box.classList.toggle("accepted", ok);
    box.classList.toggle("refused", !ok);
    box.replaceChildren(element("vscode-icon", { name: ok ? "pass" : "error" }), element("span", {}, message));
  }
}

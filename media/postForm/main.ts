import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-icon/index.js";
import "@vscode-elements/elements/dist/vscode-label/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { FormError, FromForm, PostView, ToForm } from "../../src/postForm/protocol.ts";
import { clearFieldErrors, element, showFieldError } from "../form/dom.ts";
import { actions, button, code, drawWarning, output, snippets } from "../form/output.ts";
import { connect, whenQuiet } from "../form/page.ts";
import { SettingsPart } from "./settings.ts";
import { TrialPart } from "./trial.ts";
import "./style.css";

type Init = Extract<ToForm, { type: "init" }>;

const send = connect<ToForm, FromForm>((message) => {
  if (message.type === "init") form = new PostForm(message);
  else form?.receive(message);
});
let form: PostForm | undefined;
send({ type: "ready" });

/** Number of the latest `sign` message. It is never reused, even after a reset. */
let number = 0;

class PostForm {
  readonly #init: Init;
  readonly #root = document.querySelector("main") as HTMLElement;
  readonly #status = element("div", { class: "help", role: "status" });
  readonly #end = element("p", { class: "summary" });
  readonly #allowed = element("div", { "aria-live": "polite" });
  readonly #handOut = element("section");
  readonly #cors = element("div", { "aria-live": "polite" });
  readonly #trial: TrialPart;
  readonly #preferred = { snippet: "html" };
  readonly #signWhenQuiet = whenQuiet(() => this.#sign());

  constructor(init: Init) {
    this.#init = init;
    const { texts } = init;
    this.#trial = new TrialPart({
      texts,
      tryUpload: (trial) => send({ type: "try", trial }),
      chooseFile: () => send({ type: "chooseFile" }),
      upload: () => send({ type: "upload" }),
      cancel: () => send({ type: "cancelUpload" }),
    });
    // What is entered before the new settings arrive would be lost, and what was entered last would replace them.
    const startFresh = () => {
      this.#root.inert = true;
      this.#signWhenQuiet.cancel();
      send({ type: "startFresh" });
    };
    const settings = new SettingsPart({ ...init, change: () => this.#signSoon(), startFresh }).root;
    const right = element(
      "section",
      { class: "result" },
      this.#end,
      this.#status,
      this.#handOut,
      element("h2", {}, texts.result),
      this.#allowed,
      this.#trial.root,
      this.#corsPart(),
    );
    this.#root.replaceChildren(element("h1", {}, texts.title), settings, right);
    this.#root.inert = false;
    this.#sign();
  }

  receive(message: Exclude<ToForm, Init>): void {
    switch (message.type) {
      case "signed":
        if (message.number === number) this.#show(message.view);
        return;
      case "refused":
        if (message.number === number) this.#refuse(message.error);
        return;
      case "cors":
        this.#showCors(message);
        return;
      case "note":
        this.#status.textContent = message.message;
        return;
      case "saved":
        this.#showSaved(message.message);
        return;
      default:
        this.#trial.receive(message);
    }
  }

  #showSaved(message: string): void {
    const { texts } = this.#init;
    this.#status.replaceChildren(
      message,
      actions(
        button(texts.openSaved, "go-to-file", () => send({ type: "saved", action: "open" })),
        button(texts.showSaved, "folder-opened", () => send({ type: "saved", action: "show" })),
      ),
    );
  }

  #signSoon(): void {
    this.#outdate();
    this.#signWhenQuiet();
  }

  /**
   * The form has changed since the output was signed. Until the new output arrives, the old one can be read but not
   * copied or used.
   */
  #outdate(): void {
    number++;
    this.#status.textContent = this.#init.texts.signing;
    this.#setInert(true);
  }

  #setInert(inert: boolean): void {
    for (const part of [this.#end, this.#allowed, this.#trial.root, this.#handOut]) part.inert = inert;
  }

  #sign(): void {
    this.#outdate();
    send({ type: "sign", number, state: this.#init.state });
  }

  #show(view: PostView): void {
    const { texts } = this.#init;
    clearFieldErrors(this.#root);
    this.#setInert(false);
    this.#status.textContent = "";
    this.#end.textContent = view.end;
    this.#allowed.replaceChildren(
      ...view.warnings.map(drawWarning),
      element("ul", { class: "rules" }, ...[...view.rules, texts.again].map((rule) => element("li", {}, rule))),
      element("details", {}, element("summary", {}, texts.policy), code(view.json, texts.policy)),
    );
    this.#drawHandOut(view);
    this.#trial.root.hidden = false;
    this.#trial.ask();
  }

  #refuse({ message, field: path, incomplete }: FormError): void {
    const { texts } = this.#init;
    clearFieldErrors(this.#root);
    this.#setInert(false);
    this.#status.textContent = incomplete ? `${message} ${texts.waiting}` : texts.waiting;
    const placed = incomplete || (path !== undefined && showFieldError(this.#root, path, message));
    this.#allowed.replaceChildren(...(placed ? [] : [element("p", { class: "error" }, message)]));
    this.#handOut.replaceChildren();
    this.#end.textContent = "";
    this.#trial.root.hidden = true;
  }

  #drawHandOut({ snippets: all }: PostView): void {
    const { texts } = this.#init;
    this.#handOut.replaceChildren(
      element("h2", {}, texts.handOut),
      element("h3", {}, texts.page),
      element("p", { class: "help" }, texts.pageHelp),
      actions(
        element(
          "vscode-button",
          { icon: "save", onclick: () => send({ type: "page", action: "save" }) },
          texts.savePage,
        ),
        button(texts.copyPage, "copy", () => send({ type: "page", action: "copy" })),
        button(texts.openPage, "globe", () => send({ type: "page", action: "open" })),
      ),
      snippets(all, {
        label: texts.snippet,
        preferred: this.#preferred,
        buttons: ({ id, text }) => [
          button(texts.copySnippet, "copy", () => this.#copy(text)),
          button(texts.saveSnippet, "save", () => send({ type: "saveSnippet", id })),
        ],
      }),
    );
  }

  #corsPart(): HTMLElement {
    const { texts } = this.#init;
    return element(
      "section",
      {},
      element("h2", {}, texts.cors),
      element("p", { class: "help" }, texts.corsHelp),
      actions(button(texts.checkCors, "shield", () => send({ type: "cors" }))),
      this.#cors,
    );
  }

  #showCors({ message, rules, wanted }: Extract<ToForm, { type: "cors" }>): void {
    const { texts } = this.#init;
    this.#cors.replaceChildren(
      element("p", {}, message),
      ...(rules ? [output(texts.corsRules, rules, texts.copySnippet, () => this.#copy(rules))] : []),
      output(texts.corsWanted, wanted, texts.copyCors, () => this.#copy(wanted)),
    );
  }

  #copy(text: string): void {
    send({ type: "copy", text });
    this.#status.textContent = this.#init.texts.copied;
  }
}

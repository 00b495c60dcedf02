import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-icon/index.js";
import "@vscode-elements/elements/dist/vscode-label/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import "@vscode-elements/elements/dist/vscode-tab-header/index.js";
import "@vscode-elements/elements/dist/vscode-tab-panel/index.js";
import "@vscode-elements/elements/dist/vscode-tabs/index.js";
import "@vscode-elements/elements/dist/vscode-textarea/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { FormError, FromForm, OperationFormState, ToForm } from "../../src/operationForm/protocol.ts";
import { option } from "../form/controls.ts";
import { clearFieldErrors, element, field, fill, showFieldError } from "../form/dom.ts";
import { connect, whenQuiet } from "../form/page.ts";
import { searchableSelect, selectOrSearch } from "../form/searchableSelect.ts";
import { ParameterEditors } from "./parameters.ts";
import { drawResult } from "./result.ts";
import "./style.css";

const METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"];

type Init = Extract<ToForm, { type: "init" }>;

const send = connect<ToForm, FromForm>((message) => {
  if (message.type === "init") form = new OperationForm(message);
  else form?.receive(message);
});
let form: OperationForm | undefined;
send({ type: "ready" });

class OperationForm {
  readonly #init: Init;
  readonly #state: OperationFormState;
  readonly #parameters = element("div");
  readonly #result = element("div", { "aria-live": "polite" });
  readonly #status = element("div", { class: "help", role: "status" });
  readonly #description = element("span");
  readonly #method = element("vscode-single-select");
  readonly #preferred = { snippet: "curl" };
  readonly #root = document.querySelector("main") as HTMLElement;
  #operation: Init["operation"];
  /** Index of the active tab, which is kept when the operation changes. */
  #tab: 0 | 1 = 0;
  #number = 0;
  /** Whether what is entered can be signed, as far as the page can know. */
  #isValid = true;

  constructor(init: Init) {
    this.#init = init;
    this.#state = init.state;
    this.#operation = init.operation;
    const { texts } = init;
    const left = element("section", {}, ...this.#head(), element("h2", {}, texts.parameters), this.#parameters);
    const right = element("section", { class: "result" }, element("h2", {}, texts.result), this.#status, this.#result);
    this.#root.replaceChildren(element("h1", {}, texts.title), left, right);
    this.#drawOperation();
    this.#sign();
  }

  receive(message: Exclude<ToForm, Init>): void {
    if (message.type === "operation") {
      this.#operation = message.operation;
      this.#drawOperation();
      this.#sign();
    } else if (message.number === this.#number) {
      this.#showResult(message);
    }
  }

  #head(): HTMLElement[] {
    const { texts, connections, operations } = this.#init;
    const profile = selectOrSearch(connections, this.#state.connection, (value) => {
      this.#state.connection = value;
      this.#sign();
    });
    const operation = searchableSelect(operations, this.#state.operation, {
      choose: (value) => {
        this.#outdate();
        send({ type: "chooseOperation", operation: value });
      },
      onSearch: (text, isFound) => this.#searchOperation(text, isFound),
    });
    const expiry = element("vscode-textfield", { value: this.#state.expiry });
    expiry.addEventListener("input", () => {
      this.#state.expiry = expiry.value;
      this.#signSoon();
    });
    this.#method.addEventListener("change", () => {
      if (this.#method.value === this.#operation.method) delete this.#state.httpMethod;
      else this.#state.httpMethod = this.#method.value;
      this.#sign();
    });
    return [
      field(texts.profile, profile, { path: "connection" }),
      field(texts.operation, operation, { help: this.#description, path: "operation" }),
      field(texts.expiry, expiry, { help: texts.expiryHelp, path: "expiresIn" }),
      field(texts.method, this.#method, { path: "httpMethod" }),
    ];
  }

  /**
   * Draws the description, the method and the parameters of the operation. Parameters with the same name keep their
   * value.
   */
  #drawOperation(): void {
    const { name, method, members, description = "" } = this.#operation;
    const known = new Set(members.map((member) => member.name));
    this.#state.operation = name;
    this.#state.params = Object.fromEntries(Object.entries(this.#state.params).filter(([key]) => known.has(key)));
    delete this.#state.httpMethod;
    this.#description.textContent = description;
    this.#method.options = METHODS.map((value) =>
      option(value, value === method ? `${value} (${this.#init.texts.methodDefault})` : value),
    );
    this.#method.value = method;
    this.#parameters.replaceChildren(this.#tabs());
  }

  /** Two views of the same parameters. Each is drawn again when its tab is selected. */
  #tabs(): HTMLElement {
    const { texts } = this.#init;
    const panels = [
      element("vscode-tab-panel", { panel: true }),
      element("vscode-tab-panel", { panel: true }),
    ] as const;
    const draw = [() => this.#drawEditors(panels[0]), () => this.#drawJson(panels[1])] as const;
    const tabs = element(
      "vscode-tabs",
      { selectedIndex: this.#tab },
      element("vscode-tab-header", { slot: "header" }, texts.asForm),
      panels[0],
      element("vscode-tab-header", { slot: "header" }, texts.asJson),
      panels[1],
    );
    tabs.addEventListener("vsc-tabs-select", (event) => {
      const { selectedIndex } = (event as CustomEvent<{ selectedIndex: 0 | 1 }>).detail;
      this.#tab = selectedIndex;
      draw[selectedIndex]();
    });
    draw[this.#tab]();
    return tabs;
  }

  #drawEditors(panel: HTMLElement): void {
    const { texts } = this.#init;
    const { members } = this.#operation;
    if (members.length === 0) {
      panel.replaceChildren(element("p", { class: "help" }, texts.noParameters));
      return;
    }
    const editors = new ParameterEditors(texts).structure(members, this.#state.params, "", (value) => {
      this.#state.params = value as Record<string, unknown>;
      this.#signSoon();
    });
    panel.replaceChildren(editors);
  }

  #drawJson(panel: HTMLElement): void {
    const { texts } = this.#init;
    const value = JSON.stringify(this.#state.params, undefined, 2);
    const area = element("vscode-textarea", {
      value,
      rows: 16,
      resize: "vertical",
      monospace: true,
      spellcheck: false,
    });
    area.addEventListener("input", () => {
      const params = parseObject(area.value);
      if (params) this.#state.params = params;
      if (params) this.#signSoon();
      else this.#reject({ message: texts.jsonInvalid, field: "json" });
    });
    panel.replaceChildren(field(texts.jsonLabel, area, { path: "json" }));
  }

  /** @param text typed, but not chosen yet; absent when the current operation is shown again */
  #searchOperation(text: string | undefined, isFound: boolean): void {
    const { unknownOperation, waiting } = this.#init.texts;
    if (text === undefined) this.#sign();
    else if (isFound) this.#outdate(waiting);
    else this.#reject({ message: fill(unknownOperation, text), field: "operation" });
  }

  readonly #signWhenQuiet = whenQuiet(() => {
    if (this.#isValid) this.#sign();
  });

  #signSoon(): void {
    this.#outdate();
    this.#isValid = true;
    this.#signWhenQuiet();
  }

  /** Nothing is signed until the input changes, not even what was valid a moment ago. */
  #reject(error: FormError): void {
    this.#outdate();
    this.#refuse(error);
  }

  /**
   * The form has changed since the result was signed. Until the new result arrives, the old one can be read but not
   * copied.
   */
  #outdate(status = this.#init.texts.signing): void {
    this.#number++;
    this.#isValid = false;
    this.#status.textContent = status;
    this.#result.inert = true;
  }

  #sign(): void {
    this.#outdate();
    this.#isValid = true;
    send({ type: "sign", number: this.#number, state: this.#state });
  }

  #showResult(message: Extract<ToForm, { type: "signed" | "refused" }>): void {
    if (message.type === "refused") {
      this.#refuse(message.error);
      return;
    }
    clearFieldErrors(this.#root);
    this.#result.inert = false;
    this.#status.textContent = "";
    this.#result.replaceChildren(
      ...drawResult(this.#init.texts, message.view, (text) => this.#copy(text), this.#preferred),
    );
  }

  #refuse({ message, field: path, incomplete }: FormError): void {
    clearFieldErrors(this.#root);
    this.#result.inert = false;
    this.#status.textContent = incomplete ? `${message} ${this.#init.texts.waiting}` : this.#init.texts.waiting;
    const placed = incomplete || (path !== undefined && showFieldError(this.#root, path, message));
    this.#result.replaceChildren(...(placed ? [] : [element("p", { class: "error" }, message)]));
  }

  #copy(text: string): void {
    send({ type: "copy", text });
    this.#status.textContent = this.#init.texts.copied;
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

import type { FormTexts, SignedView, SnippetView } from "../../src/operationForm/protocol.ts";
import { element, field, fill } from "../form/dom.ts";

type Copy = (text: string) => void;

/** The signed request, each part with its button. */
export function drawResult(texts: FormTexts, view: SignedView, copy: Copy, preferred: { snippet: string }): Node[] {
  return [
    element("p", { class: "summary" }, view.end),
    ...view.warnings.map(drawWarning),
    output(fill(texts.url, view.method), view.url, texts.copyUrl, () => copy(view.url)),
    ...headers(texts, view, copy),
    ...(view.body === undefined ? [] : [output(texts.body, view.body, texts.copyBody, () => copy(view.body ?? ""))]),
    snippets(texts, view.snippets, copy, preferred),
  ];
}

function drawWarning(warning: string): HTMLElement {
  return element(
    "div",
    { class: "warning" },
    element("vscode-icon", { name: "warning" }),
    element("span", {}, warning),
  );
}

function headers(texts: FormTexts, view: SignedView, copy: Copy): Node[] {
  const lines = view.headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  return lines === ""
    ? [element("h2", {}, texts.headers), element("p", { class: "help" }, texts.noHeaders)]
    : [output(texts.headers, lines, texts.copyHeaders, () => copy(lines))];
}

function snippets(texts: FormTexts, all: SnippetView[], copy: Copy, preferred: { snippet: string }): HTMLElement {
  const select = element("vscode-single-select");
  select.options = all.map(({ id, label }) => ({
    value: id,
    label,
    description: "",
    selected: false,
    disabled: false,
  }));
  const shown = element("div");
  const draw = () => {
    const { text = "", refusal } = all.find(({ id }) => id === select.value) ?? {};
    shown.replaceChildren(
      refusal === undefined ? code(text) : element("p", { class: "help" }, refusal),
      ...(refusal === undefined ? [button(texts.copySnippet, () => copy(text))] : []),
    );
  };
  select.value = all.some(({ id }) => id === preferred.snippet) ? preferred.snippet : (all[0]?.id ?? "");
  select.addEventListener("change", () => {
    preferred.snippet = select.value;
    draw();
  });
  draw();
  return element("section", { class: "snippets" }, field(texts.snippet, select), shown);
}

function output(title: string, text: string, copyLabel: string, copy: () => void): HTMLElement {
  return element("section", {}, element("h2", {}, title), code(text, title), button(copyLabel, copy));
}

function code(text: string, label?: string): HTMLElement {
  return element("pre", { class: "output", tabIndex: 0, "aria-label": label }, text);
}

function button(label: string, onclick: () => void): HTMLElement {
  return element(
    "div",
    { class: "actions" },
    element("vscode-button", { secondary: true, icon: "copy", onclick }, label),
  );
}

import type { SnippetView } from "../../src/host/ui/signedView.ts";
import { option } from "./controls.ts";
import { element, field } from "./dom.ts";

/** A result under its title, with a Copy button. */
export function output(title: string, text: string, copyLabel: string, copy: () => void): HTMLElement {
  return element("section", {}, element("h2", {}, title), code(text, title), actions(button(copyLabel, "copy", copy)));
}

export function code(text: string, label?: string): HTMLElement {
  return element("pre", { class: "output", tabIndex: 0, "aria-label": label }, text);
}

export function button(label: string, icon: string, onclick: () => void): HTMLElementTagNameMap["vscode-button"] {
  return element("vscode-button", { secondary: true, icon, onclick }, label);
}

export function actions(...buttons: HTMLElement[]): HTMLElement {
  return element("div", { class: "actions" }, ...buttons);
}

export function drawWarning(warning: string): HTMLElement {
  return element(
    "div",
    { class: "warning" },
    element("vscode-icon", { name: "warning" }),
    element("span", {}, warning),
  );
}

interface SnippetOptions {
  label: string;
  /** ID of the snippet to show. Updated when the user chooses another. */
  preferred: { snippet: string };
  buttons: (snippet: SnippetView & { text: string }) => HTMLElement[];
}

/** Shows one snippet at a time, with a list to choose the language. */
export function snippets(all: SnippetView[], { label, preferred, buttons }: SnippetOptions): HTMLElement {
  const select = element("vscode-single-select");
  select.options = all.map((each) => option(each.id, each.label));
  const shown = element("div");
  const draw = () => {
    const snippet = all.find(({ id }) => id === select.value);
    if (snippet?.text === undefined) shown.replaceChildren(element("p", { class: "help" }, snippet?.refusal));
    else
      shown.replaceChildren(code(snippet.text, snippet.label), actions(...buttons({ ...snippet, text: snippet.text })));
  };
  select.value = all.some(({ id }) => id === preferred.snippet) ? preferred.snippet : (all[0]?.id ?? "");
  select.addEventListener("change", () => {
    preferred.snippet = select.value;
    draw();
  });
  draw();
  return element("section", { class: "snippets" }, field(label, select), shown);
}

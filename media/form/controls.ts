import { element } from "./dom.ts";

export function option(value: string, label: string, description = "") {
  return { value, label, description, selected: false, disabled: false };
}

interface Choice {
  value: string;
  label: string;
  description?: string;
}

export function select(choices: Choice[], value: string, choose: (value: string) => void) {
  const made = element("vscode-single-select");
  made.options = choices.map(({ value, label, description }) => option(value, label, description));
  made.value = value;
  made.addEventListener("change", () => choose(made.value));
  return made;
}

export function iconButton(name: string, label: string, onclick: () => void): HTMLElement {
  return element("vscode-icon", { name, actionIcon: true, label, title: label, onclick });
}

export function addButton(label: string, onclick: () => void): HTMLElement {
  const button = element("vscode-button", { secondary: true, icon: "add", onclick }, label);
  return element("div", { class: "actions" }, button);
}

export function focusIn(row: Element | undefined): void {
  const control = row?.querySelector<HTMLElement>(
    "vscode-textfield, vscode-textarea, vscode-single-select, vscode-button",
  );
  // The control renders its inner input in the next frame.
  requestAnimationFrame(() => control?.focus());
}

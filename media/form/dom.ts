type Child = Node | string | undefined;

/**
 * Creates an element with properties, attributes (`aria-…`, `data-…`, `for`, `slot`) and listeners (such as `onclick`).
 * Text always becomes a text node, never markup.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Record<string, unknown> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [property, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (property.startsWith("on")) made.addEventListener(property.slice(2), value as EventListener);
    else if (/-|^(for|slot|role|class)$/.test(property)) made.setAttribute(property, String(value));
    else (made as unknown as Record<string, unknown>)[property] = value;
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

let fields = 0;

/** A label above its control, with a help text and a place for an error below it. */
export function field(
  label: string,
  control: HTMLElement,
  { help, required = false, path, extra }: { help?: Child; required?: boolean; path?: string; extra?: Child } = {},
): HTMLElement {
  fields++;
  control.id = `field-${fields}`;
  const heading = element("vscode-label", { required, htmlFor: control.id }, label);
  const explanation = help === undefined ? undefined : element("div", { class: "help" }, help);
  const error = element("div", { class: "error", role: "alert", hidden: true });
  return element(
    "div",
    { class: "field", "data-path": path },
    element("div", { class: "heading" }, heading, extra),
    control,
    explanation,
    error,
  );
}

/** Replaces `{0}` in a sentence. */
export function fill(sentence: string, value: string): string {
  return sentence.replace("{0}", () => value);
}

/**
 * Shows an error at the field with that path, or at the nearest enclosing field.
 * @returns whether such a field exists
 */
export function showFieldError(root: HTMLElement, path: string, message: string): boolean {
  for (let at = path; at !== ""; at = at.replace(/(\.|\[)?[^.[]*$/, "")) {
    const found = root.querySelector(`[data-path="${CSS.escape(at)}"]`);
    if (found) return setError(found, message);
  }
  return false;
}

export function clearFieldErrors(root: HTMLElement): void {
  for (const found of root.querySelectorAll("[data-path]")) setError(found, undefined);
}

function setError(found: Element, message: string | undefined): true {
  const error = found.querySelector<HTMLElement>(":scope > .error");
  const control = found.querySelector<HTMLElement & { invalid?: boolean }>(":scope > [id]");
  if (error) {
    error.textContent = message ?? "";
    error.hidden = message === undefined;
  }
  if (control && "invalid" in control) control.invalid = message !== undefined;
  return true;
}

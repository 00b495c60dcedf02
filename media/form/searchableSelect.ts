import { select } from "./controls.ts";

type Choices = Parameters<typeof select>[0];

interface Search {
  choose: (value: string) => void;
  /**
   * Called for each text that is typed and not chosen yet, and without a text when the previous choice is shown again.
   * @param isFound whether a choice contains the text
   */
  onSearch?: (text: string | undefined, isFound: boolean) => void;
}

/** VS Code's lists show this many choices without scrolling. */
const MAX_PLAIN = 10;

/** A list that can be searched if it is long, for example because a user has 40 profiles. */
export function selectOrSearch(choices: Choices, value: string, choose: Search["choose"]) {
  return choices.length > MAX_PLAIN ? searchableSelect(choices, value, { choose }) : select(choices, value, choose);
}

/**
 * A list that is searched by typing. Enter chooses the first match. Tab chooses the match only if it is clear which one.
 * Otherwise, and when the focus moves to another field, the previous choice is shown again.
 */
export function searchableSelect(choices: Choices, value: string, { choose, onSearch }: Search) {
  const made = select(choices, value, (chosen) => {
    text = undefined;
    choose(chosen);
  });
  made.combobox = true;
  made.filter = "contains";
  /** Typed, but not chosen yet. */
  let text: string | undefined;
  /** Whether the arrow keys have selected one of the matches. The component then chooses it on Enter. */
  let hasArrow = false;
  const input = () => made.shadowRoot?.querySelector<HTMLInputElement>("input");
  const matches = (typed: string) => choices.filter(({ label }) => label !== "" && contains(label, typed));

  /** Leaving the input is what makes the component show its value instead of the text. */
  const showValue = () => {
    text = undefined;
    input()?.blur();
    input()?.focus();
  };
  made.addEventListener("input", (event) => {
    // The component also sends this event when it has changed its value.
    if (event.composedPath()[0] !== input()) return;
    text = input()?.value ?? "";
    hasArrow = false;
    onSearch?.(text, matches(text).length > 0);
  });
  const onKey = (event: KeyboardEvent) => {
    if (text === undefined) return;
    const { key } = event;
    if (key.startsWith("Arrow")) hasArrow = true;
    if (key === "Escape") {
      showValue();
      onSearch?.(undefined, true);
    }
    const isTab = key === "Tab";
    if (!isTab && (key !== "Enter" || hasArrow)) return;
    // On Enter without a selected match, the component would choose nothing.
    if (!isTab) event.stopImmediatePropagation();
    const found = matches(text);
    const exact = found.find(({ label }) => label.length === text?.length);
    const chosen = exact ?? (!isTab || found.length === 1 ? found[0] : undefined);
    if (text.trim() === "" || !chosen) return;
    made.value = chosen.value;
    made.open = false;
    showValue();
    made.dispatchEvent(new Event("change"));
  };
  made.addEventListener("keydown", onKey, { capture: true });
  /** The window has lost the focus, for example by Alt+Tab: the input remains the active element, and gets it back. */
  const isAway = () => text !== undefined && document.activeElement === made;
  // The component would show its value in place of the text, and then select it.
  for (const type of ["blur", "focus"]) {
    made.addEventListener(type, (event) => isAway() && event.stopImmediatePropagation(), { capture: true });
  }
  made.addEventListener("focusout", () => {
    if (isAway()) return;
    made.open = false;
    if (text === undefined) return;
    text = undefined;
    onSearch?.(undefined, true);
  });
  return made;
}

const contains = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());

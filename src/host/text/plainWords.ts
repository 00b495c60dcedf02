/**
 * VS Code makes a link of `[text](command:…)` in a message, a prompt or a progress, and runs that command at a click; of
 * `$(name)` it makes a picture. Keys, profiles and servers' words may hold either: a word joiner, which nobody sees, keeps
 * them what they are.
 */
export function plainWords(text: string): string {
  return text.replaceAll("](", "]\u2060(").replaceAll("$(", "$\u2060(");
}

/** The same for an item of a list to pick from. */
export function plainItem<I extends { label: string; description?: string; detail?: string }>(item: I): I {
  const { label, description, detail } = item;
  return {
    ...item,
    label: plainWords(label),
    ...(description !== undefined && { description: plainWords(description) }),
    ...(detail !== undefined && { detail: plainWords(detail) }),
  };
}

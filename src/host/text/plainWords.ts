/**
 * In messages, prompts and progress notifications, VS Code turns `[text](command:…)` into a link that runs the command,
 * and `$(name)` into an icon. Keys, profiles and server messages can contain either. An invisible word joiner makes
 * them plain text.
 */
export function plainWords(text: string): string {
  return text.replaceAll("](", "]\u2060(").replaceAll("$(", "$\u2060(");
}

/** Applies plainWords to a quick pick item. */
export function plainItem<I extends { label: string; description?: string; detail?: string }>(item: I): I {
  const { label, description, detail } = item;
  return {
    ...item,
    label: plainWords(label),
    ...(description !== undefined && { description: plainWords(description) }),
    ...(detail !== undefined && { detail: plainWords(detail) }),
  };
}

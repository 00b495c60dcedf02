/** A text up to a closing bracket whose opening bracket is not in it. */
export function balanced(text: string): string {
  if (!/[)\]}]/.test(text)) return text;
  const depth: Record<string, number> = { ")": 0, "]": 0, "}": 0 };
  for (const { 0: bracket, index } of text.matchAll(/[()[\]{}]/g)) {
    const [opened, closed] = [{ "(": ")", "[": "]", "{": "}" }[bracket], depth[bracket]];
    if (opened) depth[opened] = (depth[opened] ?? 0) + 1;
    else if (closed === 0) return text.slice(0, index);
    else depth[bracket] = (closed ?? 0) - 1;
  }
  return text;
}

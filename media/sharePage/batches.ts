/** Groups in their order, each of at most `limit` bytes unless a single item has more. */
export function batches<T extends { size: number }>(items: readonly T[], limit: number): T[][] {
  const groups: T[][] = [];
  let room = 0;
  for (const item of items) {
    if (item.size > room || groups.length === 0) {
      groups.push([]);
      room = limit;
    }
    groups.at(-1)?.push(item);
    room -= item.size;
  }
  return groups;
}

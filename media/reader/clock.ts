import { language } from "./language.ts";

/** Milliseconds between two updates of the time left. */
const TICK = 15_000;

/**
 * Milliseconds by which the server's clock is ahead of the reader's, from a response of the page's own origin. 0 if it
 * sends no time.
 */
async function clockOffset(): Promise<number> {
  try {
    const started = Date.now();
    const options = { headers: { range: "bytes=0-0" }, cache: "no-store", credentials: "omit" } as const;
    const response = await fetch(location.href, options);
    await response.body?.cancel();
    const date = Date.parse(response.headers.get("date") ?? "");
    return Number.isNaN(date) ? 0 : date - (started + Date.now()) / 2;
  } catch {
    return 0;
  }
}

/**
 * Shows the time left, by the server's clock as soon as it is known.
 * @param endsAt ISO 8601
 * @param show gets the end in the reader's time zone, and the time left, which is absent after the end
 */
export function countDown(endsAt: string, show: (end: string, left: string | undefined) => void): void {
  const end = Date.parse(endsAt);
  const format = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
  let offset = 0;
  const draw = () => {
    const left = end - (Date.now() + offset);
    show(format.format(end), left > 0 ? duration(left / 1000) : undefined);
  };
  draw();
  setInterval(draw, TICK);
  void clockOffset().then((found) => {
    offset = found;
    draw();
  });
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** "1 hour 30 minutes": the two largest units that are not zero. */
function duration(seconds: number): string {
  let rest = Math.max(1, Math.floor(seconds));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count === 0 || parts.length === 2) continue;
    parts.push(new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count));
  }
  return parts.join(" ");
}

import { writeDuration } from "../../src/core/text/duration.ts";
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
    show(format.format(end), left > 0 ? writeDuration(Math.ceil(left / 1000), language) : undefined);
  };
  draw();
  setInterval(draw, TICK);
  void clockOffset().then((found) => {
    offset = found;
    draw();
  });
}

/** Each takes tens of microseconds and kilobytes to make, and a list has many thousands of rows, so it is made once. */
const numbers = new Map<string, Intl.NumberFormat>();
const times = new Map<string, Intl.DateTimeFormat>();

/** @param language RFC 5646 tag; defaults to the language of the runtime */
export function numberFormat(language?: string, options?: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify([language, options]);
  const format = numbers.get(key) ?? new Intl.NumberFormat(language, options);
  numbers.set(key, format);
  return format;
}

/** Local time. @param language RFC 5646 tag */
export function timeFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, options]);
  const format = times.get(key) ?? new Intl.DateTimeFormat(language, options);
  times.set(key, format);
  return format;
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * White space, declarations and comments, which XML allows before and after the root element. The script of the upload
 * page includes this, and must not contain `<!--`.
 */
const MISC = String.raw`(?:\s|<\?(?:(?!\?>).)*\?>|<!-{2}(?:(?!-->).)*-->)*`;
const PROLOG = new RegExp(`^${MISC}(?:<!DOCTYPE[^>]*>${MISC})?`, "is");
const REST = new RegExp(`^\\s*>${MISC}$`, "s");

/** XML or HTML from its root element on. */
export const fromRoot = (xml: string): string => xml.slice(PROLOG.exec(xml)?.[0].length);

/** Whether XML or its last part contains the end of the root element. */
export function hasRootEnd(xml: string, root: string): boolean {
  const end = `</${root}`;
  const at = xml.lastIndexOf(end);
  return at >= 0 && REST.test(xml.slice(at + end.length));
}

/** Whether the root element has this name, and is empty if it has to be. */
export function hasRoot(xml: string, name: string, { isEmpty = false } = {}): boolean {
  const root = fromRoot(xml);
  if (!new RegExp(`^<${name}[\\s/>]`).test(root)) return false;
  return !isEmpty || new RegExp(`^<${name}(?:\\s[^<>]*)?(?:/>|>${MISC}</${name})`, "s").test(root);
}

/** The text of an element in one of S3's flat responses. The response may be cut off after the element. */
export function xmlElement(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([0-9a-f]+));/gi, (whole, entity, decimal, hex) =>
    entity ? (ENTITIES[entity.toLowerCase()] as string) : character(Number(decimal ?? `0x${hex}`), whole),
  );
}

const character = (code: number, otherwise: string) => (code <= 0x10ffff ? String.fromCodePoint(code) : otherwise);

/** One element of S3's error document; undefined if the body is not one. */
export function errorElement(body: string, name: string): string | undefined {
  return /<Error[\s>]/.test(body) ? xmlElement(body, name) : undefined;
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

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

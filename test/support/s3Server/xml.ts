/** XML that is already escaped. */
export interface Element {
  xml: string;
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;" };

export const escapeXml = (text: string): string => text.replace(/[&<>"\r]/g, (c) => ESCAPES[c] as string);

/** Writes all XML of this server. Absent contents produce no element. */
export function element(
  name: string,
  content: string | number | boolean | Element[] | undefined,
  namespace?: string,
): Element {
  if (content === undefined) return { xml: "" };
  const inner = Array.isArray(content) ? content.map(({ xml }) => xml).join("") : escapeXml(String(content));
  return { xml: `<${name}${namespace ? ` xmlns="${namespace}"` : ""}>${inner}</${name}>` };
}

export const S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

export const xmlDocument = ({ xml }: Element): string => `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;

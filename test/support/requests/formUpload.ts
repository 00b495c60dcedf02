/** A server's response to a form. */
export interface FormResponse {
  status: number;
  /** From S3's XML. */
  code: string;
  message: string;
  headers: Headers;
  body: string;
}

export interface FormFile {
  name: string;
  content: string | Uint8Array<ArrayBuffer>;
}

type Fields = Record<string, string>;

/** Sends a form as a browser does: the fields in order, then the file, then fields that should not be there. */
export async function uploadForm(
  url: string,
  fields: Fields,
  file?: FormFile,
  after: Fields = {},
): Promise<FormResponse> {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  if (file) form.append("file", new Blob([file.content]), file.name);
  for (const [field, value] of Object.entries(after)) form.append(field, value);
  const response = await fetch(url, { method: "POST", body: form, redirect: "manual" });
  const body = await response.text();
  const element = (name: string) =>
    new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1]?.replaceAll("&quot;", '"') ?? "";
  return {
    status: response.status,
    code: element("Code"),
    message: element("Message"),
    headers: response.headers,
    body,
  };
}

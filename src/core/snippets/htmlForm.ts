import { formInputs } from "../post/upload/formInputs.ts";
import type { SignedPost } from "../sign/signedRequest.ts";
import { html as quote } from "../text/quote.ts";

/** The plain form from the boto3 guide, "Generating a presigned URL to upload a file". It needs no script. */
export function htmlForm(post: SignedPost): string {
  const { hidden, type } = formInputs(post);
  return `<!DOCTYPE html>
<html>
  <head>
    <meta charset="utf-8">
    <title>Upload</title>
  </head>
  <body>
    <form action="${quote(post.url)}" method="post" enctype="multipart/form-data">
${hidden}${type && `      <!-- S3 stores this type with the file. -->\n      <label>Content type ${type}</label>\n`}      <!-- S3 ignores what follows the file. -->
      <input type="file" name="file" required>
      <button>Upload</button>
    </form>
  </body>
</html>
`;
}

/** The shape that boto3's generate_presigned_post returns. */
export function postJson({ url, fields }: SignedPost): string {
  return `${JSON.stringify({ url, fields }, undefined, 2)}\n`;
}

import { posixFile } from "../../text/quote.ts";
import type { LinkFormat } from "./linkFormat.ts";

/** For `curl -K`: curl(1), "--config". Options before the first URL hold for all of them. */
export const curl: LinkFormat = {
  id: "curl",
  extension: "curl.txt",
  files: "tree",
  command: (file) => `curl -K ${posixFile(file)}`,
  begin: ({ endsAt }) => ({
    // Keys may hold [] and {}, and segments `.` and `..`; what S3 says of an ended link is not the file.
    head: `# curl -K FILE (until ${endsAt})\ngloboff\npath-as-is\ncreate-dirs\nfail\n`,
    link: ({ url, file }) => `url = ${quote(url)}\noutput = ${quote(`./${file}`)}\n`,
    tail: "",
  }),
};

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

import { posixFile } from "../../text/quote.ts";
import type { LinkFormat } from "./linkFormat.ts";

/** For `curl -K`: curl(1), "--config". Options before the first URL apply to all URLs. */
export const curl: LinkFormat = {
  id: "curl",
  extension: "curl.txt",
  files: "tree",
  command: (file) => `curl -K ${posixFile(file)}`,
  begin: ({ endsAt }) => ({
    // Keys may contain [] and {}, and segments `.` and `..`. S3's error for an expired link must not be saved as the
    // file.
    head: `# curl -K FILE (until ${endsAt})\ngloboff\npath-as-is\ncreate-dirs\nfail\n`,
    link: ({ url, file }) => `url = ${quote(url)}\noutput = ${quote(`./${file}`)}\n`,
    tail: "",
  }),
};

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

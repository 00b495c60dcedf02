import { percentEncode } from "../../text/percentEncode.ts";
import { posixFile } from "../../text/quote.ts";
import type { LinkFormat } from "./linkFormat.ts";
import { plain } from "./plain.ts";

/** A list cannot name files, and those that wget makes of a URL hold its query, so each link tells the name itself. */
export const wget: LinkFormat = {
  ...plain,
  id: "wget",
  files: "flat",
  // RFC 8187 alone: wget reads no more than 511 bytes of a header, and a name for older clients would take half of them.
  disposition: (file) => `attachment; filename*=UTF-8''${percentEncode(file)}`,
  rewritesDots: true,
  command: (file) => `wget --content-disposition --no-iri --restrict-file-names=nocontrol -i ${posixFile(file)}`,
};

import { percentEncode } from "../../text/percentEncode.ts";
import { posixFile } from "../../text/quote.ts";
import type { LinkFormat } from "./linkFormat.ts";
import { plain } from "./plain.ts";

/** A list cannot name files, and wget's own names contain the query, so each link sets the name itself. */
export const wget: LinkFormat = {
  ...plain,
  id: "wget",
  files: "flat",
  // Only the RFC 8187 form: wget reads at most 511 bytes of a header, and a name for older clients would take half of
  // them.
  disposition: (file) => `attachment; filename*=UTF-8''${percentEncode(file)}`,
  rewritesDots: true,
  command: (file) => `wget --content-disposition --no-iri --restrict-file-names=nocontrol -i ${posixFile(file)}`,
};

import type { LinkLine } from "../export/formats/linkLines.ts";

/** Data for the script of a page with links: see media/sharePage. */
export interface SharePageData {
  title: string;
  /** ISO 8601: no link expires earlier. */
  endsAt: string;
  /** To all files, each as an attachment, so that a file that is HTML never runs on the bucket's origin. */
  links: LinkLine[];
  /** To show some of the files: PDF only, which browsers can show safely at any origin. */
  shown: LinkLine[];
}

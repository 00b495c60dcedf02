/** One link as a format writes it. */
export interface ExportedLink {
  bucket: string;
  key: string;
  /** The key below the place that is exported. */
  path: string;
  /** Bytes; not known of an object that was chosen rather than listed. */
  size?: number;
  modified?: Date;
  url: string;
  /** Relative path of the file, for formats that name one. */
  file: string;
}

/** What all of an export has in common. */
export interface ExportAbout {
  /** What is exported, such as `s3://bucket/folder/`. */
  title: string;
  /** A sentence for people: until when the links work. */
  note: string;
  /** ISO 8601; no link ends sooner. */
  endsAt: string;
}

export type LinkFormatId = "plain" | "wget" | "aria2" | "curl" | "csv" | "jsonLines" | "markdown" | "html";

export interface LinkFormat {
  id: LinkFormatId;
  /** Of the file, without the dot. */
  extension: string;
  /**
   * How files are named, where they are: in folders; in none, with the folders in the name; or by the last part of the key
   * alone, where the recipient's browser keeps them apart.
   */
  files?: "tree" | "flat" | "base";
  /** The `response-content-disposition` with which S3 shall name the file. */
  disposition?: (file: string) => string;
  /** Tools that rewrite `.` and `..` in a path cannot follow such a link. */
  rewritesDots?: boolean;
  /** What a recipient runs to fetch all of it. */
  command?: (file: string) => string;
  begin(about: ExportAbout): LinkWriter;
}

/** Writes one export, in pieces that follow each other. */
export interface LinkWriter {
  head: string;
  link(link: ExportedLink): string;
  tail: string;
}

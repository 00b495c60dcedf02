/** What a format can write about one link. */
export interface ExportedLink {
  bucket: string;
  key: string;
  /** The key without the prefix that is exported. */
  path: string;
  /** Bytes; unknown for an object that was selected rather than listed. */
  size?: number;
  modified?: Date;
  url: string;
  /** Relative path of the file, for formats that name one. */
  file: string;
}

/** What all links of an export share. */
export interface ExportAbout {
  /** What is exported, such as `s3://bucket/folder/`. */
  title: string;
  /** A sentence for the reader: how long the links are valid. */
  note: string;
  /** ISO 8601; no link expires earlier. */
  endsAt: string;
}

export type LinkFormatId = "plain" | "wget" | "aria2" | "curl" | "csv" | "jsonLines" | "markdown" | "html";

export interface LinkFormat {
  id: LinkFormatId;
  /** Extension of the file, without the dot. */
  extension: string;
  /**
   * How files are named, if at all. `tree`: in folders. `flat`: without folders, whose names become part of the file
   * name. `base`: only by the last part of the key, because the recipient's browser avoids duplicates.
   */
  files?: "tree" | "flat" | "base";
  /** The `response-content-disposition` with which S3 names the file. */
  disposition?: (file: string) => string;
  /** Whether the tool rewrites `.` and `..` in a path, which makes such links fail. */
  rewritesDots?: boolean;
  /** The command that a recipient runs to download everything. */
  command?: (file: string) => string;
  begin(about: ExportAbout): LinkWriter;
}

/** Writes one export in consecutive pieces. */
export interface LinkWriter {
  head: string;
  link(link: ExportedLink): string;
  tail: string;
}

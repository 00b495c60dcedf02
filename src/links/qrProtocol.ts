export type ToQrPage = {
  type: "init";
  title: string;
  /** The URL in the QR code. */
  url: string;
  /** A sentence that says when the link expires. */
  end: string;
  /** Alternative text of the picture. */
  alternative: string;
};

export type FromQrPage = { type: "ready" };

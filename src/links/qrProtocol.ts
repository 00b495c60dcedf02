export type ToQrPage = {
  type: "init";
  title: string;
  /** What the code holds. */
  url: string;
  /** Until when it works. */
  end: string;
  /** Read out in place of the picture. */
  alternative: string;
};

export type FromQrPage = { type: "ready" };

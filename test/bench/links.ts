import { findLinksInText } from "../../src/core/inspect/findLinks.ts";
import type { Group } from "./bench.ts";
import { logText } from "./logText.ts";
import { timed } from "./measure.ts";

/** What the extension does with the text of a document, next to only splitting it into lines. */
export const documentLinks: Group = {
  names: ["links-10000-lines"],
  async *contests({ quick }) {
    const lines = quick ? 1000 : 10_000;
    const text = logText(lines);
    const ours = () => {
      const found = findLinksInText(text).length;
      if (found !== 2 * lines) throw new Error(`${found} links`);
    };
    yield {
      name: "links-10000-lines",
      unit: "ms",
      lowerIsBetter: true,
      contenders: {
        ours: async () => ({ figure: await timed(ours) }),
        bareLoop: async () => ({ figure: await timed(() => text.split("\n").length) }),
      },
      warmUps: 2,
    };
  },
};

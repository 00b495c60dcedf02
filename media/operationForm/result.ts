import type { FormTexts, SignedView } from "../../src/operationForm/protocol.ts";
import { element, fill } from "../form/dom.ts";
import { button, drawWarning, output, snippets } from "../form/output.ts";

type Copy = (text: string) => void;

/** The signed request. Each part has a Copy button. */
export function drawResult(texts: FormTexts, view: SignedView, copy: Copy, preferred: { snippet: string }): Node[] {
  return [
    element("p", { class: "summary" }, view.end),
    ...view.warnings.map(drawWarning),
    output(fill(texts.url, view.method), view.url, texts.copyUrl, () => copy(view.url)),
    ...headers(texts, view, copy),
    ...(view.body === undefined ? [] : [output(texts.body, view.body, texts.copyBody, () => copy(view.body ?? ""))]),
    snippets(view.snippets, {
      label: texts.snippet,
      preferred,
      buttons: ({ text }) => [button(texts.copySnippet, "copy", () => copy(text))],
    }),
  ];
}

function headers(texts: FormTexts, view: SignedView, copy: Copy): Node[] {
  const lines = view.headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  return lines === ""
    ? [element("h2", {}, texts.headers), element("p", { class: "help" }, texts.noHeaders)]
    : [output(texts.headers, lines, texts.copyHeaders, () => copy(lines))];
}

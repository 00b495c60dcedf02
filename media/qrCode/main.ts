import qrcode from "qrcode-generator";
import type { FromQrPage, ToQrPage } from "../../src/links/qrProtocol.ts";
import { element } from "../form/dom.ts";
import { connect } from "../form/page.ts";
import "./style.css";

/** Width of the white margin in modules. ISO/IEC 18004 requires four. */
const QUIET = 4;
const SVG = "http://www.w3.org/2000/svg";

connect<ToQrPage, FromQrPage>(({ title, url, end, alternative }) => {
  document
    .querySelector("#form")
    ?.replaceChildren(element("h1", {}, title), element("figure", {}, draw(url, alternative)), element("p", {}, end));
})({ type: "ready" });

function draw(text: string, alternative: string): SVGSVGElement {
  // A presigned URL is ASCII. Type number 0 selects the smallest version that fits.
  const code = qrcode(0, "L");
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  let path = "";
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (code.isDark(row, column)) path += `M${column + QUIET} ${row + QUIET}h1v1h-1z`;
    }
  }
  const side = size + 2 * QUIET;
  const svg = shape("svg", { viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": alternative });
  svg.append(
    shape("rect", { width: side, height: side, class: "paper" }),
    shape("path", { d: path, class: "ink", "shape-rendering": "crispEdges" }),
  );
  return svg as SVGSVGElement;
}

function shape(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  return made;
}

import type { RequestPageData } from "../../src/core/share/requestPage.ts";
import { element } from "../form/dom.ts";
import { countDown } from "../reader/clock.ts";
import { isKorean } from "../reader/language.ts";
import { openData } from "../reader/sealed.ts";
import { say } from "../uploadPage/texts.ts";
import { type ChosenFile, chosenFiles, droppedFiles } from "./files.ts";
import { limitTexts } from "./limits.ts";
import { RequestQueue } from "./queue.ts";
import { write } from "./texts.ts";
import { Unfinished } from "./unfinished.ts";
import "./style.css";

function start(data: RequestPageData): void {
  document.documentElement.lang = isKorean ? "ko" : "en";
  document.title = data.title;
  const status = element("p", { role: "status" });
  const end = element("p", {});
  // The server alone rejects what comes too late.
  countDown(data.endsAt, (time, left) => {
    end.className = left === undefined ? "bad" : "";
    end.textContent = left === undefined ? say("ended", time) : `${say("until", time)} ${write("timeLeft", left)}`;
  });
  const send = element("button", { type: "button", class: "primary", disabled: true }, say("send"));
  let failed = 0;
  const queue = new RequestQueue(data, () => {
    // It can be for want of a slot.
    if (queue.count("failed") > failed) void unfinished.show();
    failed = queue.count("failed");
    send.disabled = queue.count("waiting") === 0;
    status.textContent = summary(queue);
  });
  const unfinished = new Unfinished(queue.slots);
  send.addEventListener("click", () => queue.start());
  document.querySelector("main")?.replaceChildren(
    element("h1", {}, data.title),
    ...(data.message ? [element("p", { class: "message" }, data.message)] : []),
    end,
    element("ul", {}, ...limitTexts(data).map((text) => element("li", {}, text))),
    unfinished.element,
    dropZone(data, (files) => queue.add(files)),
    send,
    status,
    element("section", { "aria-label": write("files") }, queue.list),
    ...(data.slots.length > 0 ? [element("p", {}, write("privacy"))] : []),
  );
  addEventListener("beforeunload", (event) => {
    if (queue.count("sending", "paused") > 0) event.preventDefault();
  });
  void unfinished.show();
}

function summary(queue: RequestQueue): string {
  const stored = queue.count("stored");
  const all = stored + queue.count("waiting", "sending", "paused", "failed", "canceled");
  if (queue.count("sending") > 0) return `${write("uploading")} ${say("summary", stored, all)}`;
  if (stored === 0) return "";
  if (stored < all) return say("summary", stored, all);
  const rejected = queue.count("rejected");
  return rejected > 0 ? write("doneExcept", stored, rejected) : write("done", stored);
}

function dropZone({ contentType }: RequestPageData, add: (files: ChosenFile[]) => void): HTMLElement {
  const picker = (label: string, properties: Record<string, unknown>) => {
    const input = element("input", { type: "file", multiple: true, ...properties });
    input.addEventListener("change", () => {
      add(chosenFiles(input));
      // The same files can be chosen again.
      input.value = "";
    });
    return element("label", { class: "choose" }, label, input);
  };
  const zone = element(
    "div",
    { class: "drop" },
    element("p", {}, write("drop")),
    picker(write("chooseFiles"), { id: "files", ...(contentType && { accept: contentType }) }),
    ...("webkitdirectory" in HTMLInputElement.prototype
      ? [picker(write("chooseFolder"), { id: "folder", webkitdirectory: true })]
      : []),
  );
  // A file that misses the zone would replace the page.
  for (const event of ["dragover", "drop"] as const) addEventListener(event, (dragged) => dragged.preventDefault());
  for (const event of ["dragenter", "dragover", "dragleave", "drop"] as const) {
    zone.addEventListener(event, (dragged) => {
      dragged.preventDefault();
      zone.classList.toggle("over", event === "dragenter" || event === "dragover");
      if (event === "drop" && dragged.dataTransfer) void droppedFiles(dragged.dataTransfer).then(add);
    });
  }
  return zone;
}

void openData<RequestPageData>().then(start);

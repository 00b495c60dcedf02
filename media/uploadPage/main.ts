import { isKorean } from "../reader/language.ts";
import { data, find, form, input, make } from "./page.ts";
import { UploadQueue } from "./queue.ts";
import { acceptsSeveral, failureOf, fieldsFor, isOver, limits, redirects, typeWanted } from "./rules.ts";
import { fillIn } from "./send.ts";
import { say, time } from "./texts.ts";
import "./style.css";

/** Enhances the upload page. Without this script, its form works as a plain HTML form. */
const sendButton = find<HTMLButtonElement>("send");
const status = make("div");
const message = make("p");
const progress = make("progress");
const cancelButton = make("button", say("cancel"));
const nameInput = make("input");
const nameLabel = make("label", say("name"));
const drop = make("label");
const queue = new UploadQueue(() => (nameLabel.hidden ? "" : nameInput.value.trim()));
let isSending = false;

function draw(): void {
  document.documentElement.lang = isKorean ? "ko" : "en";
  document.title = say("title");
  const heading = document.querySelector("h1") as HTMLElement;
  heading.textContent = say("title");
  const list = make("ul");
  list.append(...limits().map((limit) => make("li", limit)));
  heading.after(list);
  drawForm();
  status.setAttribute("role", "status");
  status.append(queue.list, message);
  progress.hidden = cancelButton.hidden = true;
  progress.max = 1;
  progress.setAttribute("aria-label", say("send"));
  cancelButton.type = "button";
  form.append(progress, cancelButton, status);
  if (isOver()) showMessage("bad", say("ended", time(data.effectiveExpiresAt)));
}

function drawForm(): void {
  fillTypeOurselves();
  const row = input.closest("p") as HTMLElement;
  const choose = say(acceptsSeveral ? "chooseSeveral" : "choose");
  drop.className = "drop";
  drop.append(make("strong", choose), ` ${say(acceptsSeveral ? "dropSeveral" : "drop")}`, input);
  input.setAttribute("aria-label", choose);
  input.multiple = acceptsSeveral;
  const type = typeWanted();
  if (type) input.accept = type;
  row.replaceChildren(drop);
  sendButton.textContent = say("send");
  nameLabel.hidden = true;
  nameInput.type = "text";
  nameInput.id = "name";
  nameInput.addEventListener("input", () => queue.check());
  nameLabel.append(nameInput);
  row.after(nameLabel);
}

/** Without this script, the uploader enters the content type. A hidden input isn't validated. */
function fillTypeOurselves(): void {
  const row = document.getElementById("type");
  const typeInput = row?.querySelector("input");
  if (!typeInput) return;
  typeInput.type = "hidden";
  row?.replaceWith(typeInput);
}

function showMessage(kind: "bad" | "", text: string): void {
  message.className = kind;
  message.textContent = text;
}

input.addEventListener("change", () => choose([...(input.files ?? [])]));

for (const event of ["dragenter", "dragover", "dragleave", "drop"] as const) {
  drop.addEventListener(event, (dragged) => {
    dragged.preventDefault();
    drop.classList.toggle("over", event === "dragenter" || event === "dragover");
    if (event !== "drop" || !dragged.dataTransfer || isSending) return;
    input.files = dragged.dataTransfer.files;
    choose([...input.files]);
  });
}

function choose(files: File[]): void {
  const isTooMany = files.length > 1 && !acceptsSeveral;
  const [only, ...others] = isTooMany ? [] : files;
  if (isTooMany) input.value = "";
  nameLabel.hidden = data.prefix === undefined || !only || others.length > 0;
  nameInput.value = nameLabel.hidden ? "" : (only?.name ?? "");
  queue.replace(only ? [only, ...others] : []);
  showMessage(isTooMany ? "bad" : "", isTooMany ? say("single") : "");
}

form.addEventListener("submit", (event) => {
  if (redirects && submitItself()) return;
  event.preventDefault();
  if (!redirects) void upload();
});

/** @returns whether the browser may submit the form, which takes it to another page */
function submitItself(): boolean {
  const [file] = input.files ?? [];
  const fields = file && fieldsFor(file, nameInput.value.trim());
  if (!file || !fields || failureOf(file, fields)) return false;
  fillIn(fields, file);
  showMessage("", say("plainRedirected"));
  return true;
}

async function upload(): Promise<void> {
  const stop = new AbortController();
  cancelButton.onclick = () => stop.abort();
  setSending(true);
  showMessage("", "");
  const summary = await queue.upload(stop.signal, (share) => {
    progress.value = share;
  });
  setSending(false);
  showMessage("", summary);
}

function setSending(on: boolean): void {
  isSending = on;
  progress.hidden = cancelButton.hidden = !on;
  sendButton.disabled = nameInput.disabled = on;
  input.inert = on;
  progress.value = 0;
}

addEventListener("beforeunload", (event) => {
  if (isSending) event.preventDefault();
});

draw();

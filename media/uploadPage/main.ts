import { MAX_REQUEST_SIZE } from "../../src/core/client/sizeLimits.ts";
import { describePolicy } from "../../src/core/post/policy/describePolicy.ts";
import { evaluate, type PostFailure } from "../../src/core/post/policy/evaluate.ts";
import { fillForm } from "../../src/core/post/upload/fillForm.ts";
import type { UploadPageData } from "../../src/core/post/upload/uploadPage.ts";
import { xmlElement } from "../../src/core/text/responseXml.ts";
import { writeExactSize, writeSize } from "../../src/core/text/size.ts";
import { isKorean, language } from "../reader/language.ts";
import { kind, say, time } from "./texts.ts";
import "./style.css";

/** Enhances the upload page. Without this script, its form works as a plain HTML form. */
const find = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const data: UploadPageData = JSON.parse(find("form-data").textContent);
const form = find<HTMLFormElement>("upload");
const input = find<HTMLInputElement>("file");
const sendButton = find<HTMLButtonElement>("send");
const rules = describePolicy(data.policy);

const make = <K extends keyof HTMLElementTagNameMap>(name: K, text = ""): HTMLElementTagNameMap[K] => {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
};
const status = make("div");
const progress = make("progress");
const cancelButton = make("button", say("cancel"));
const nameInput = make("input");
const drop = make("label");

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
  progress.hidden = cancelButton.hidden = true;
  progress.max = 1;
  progress.setAttribute("aria-label", say("send"));
  cancelButton.type = "button";
  form.append(progress, cancelButton, status);
  if (isOver()) showStatus("bad", say("ended", time(data.effectiveExpiresAt)));
}

function drawForm(): void {
  fillTypeOurselves();
  const row = input.closest("p") as HTMLElement;
  drop.className = "drop";
  drop.append(make("strong", say("choose")), ` ${say("drop")}`, input);
  input.setAttribute("aria-label", say("choose"));
  const type = typeWanted();
  if (type) input.accept = type;
  row.replaceChildren(drop);
  sendButton.textContent = say("send");
  if (data.prefix === undefined) return;
  nameInput.type = "text";
  nameInput.id = "name";
  const label = make("label", say("name"));
  label.append(nameInput);
  row.after(label);
}

/** Without this script, the uploader enters the content type. A hidden input isn't validated. */
function fillTypeOurselves(): void {
  const row = document.getElementById("type");
  const typeInput = row?.querySelector("input");
  if (!typeInput) return;
  typeInput.type = "hidden";
  row?.replaceWith(typeInput);
}

/** The policy's limits as sentences for the uploader. */
function limits(): string[] {
  const type = typeWanted();
  return [
    say("until", time(data.effectiveExpiresAt)),
    ...rules.flatMap((rule) =>
      rule.code === "size"
        ? [
            say("largest", writeExactSize(rule.max, language)),
            ...(rule.min > 1 ? [say("smallest", writeExactSize(rule.min, language))] : []),
          ]
        : [],
    ),
    ...(type ? [say("type", kind(type))] : []),
  ];
}

/** A value for the input's `accept` attribute. */
function typeWanted(): string | undefined {
  for (const rule of rules) {
    if (!("field" in rule) || rule.field.toLowerCase() !== "content-type") continue;
    if (rule.code === "fieldIs") return rule.value;
    if (rule.code === "fieldBeginsWith") return rule.value.endsWith("/") ? `${rule.value}*` : rule.value;
  }
  return undefined;
}

const isOver = () => new Date() >= new Date(data.effectiveExpiresAt);

function showStatus(kind: "good" | "bad" | "", message: string): void {
  status.className = kind;
  status.textContent = message;
}

input.addEventListener("change", () => {
  const [file] = input.files ?? [];
  if (!file) return;
  if (data.prefix !== undefined && nameInput.value === "") nameInput.value = file.name;
  const failure = failureOf(file);
  showStatus(failure ? "bad" : "", failure ?? say("chosen", file.name, writeSize(file.size, language)));
});

for (const event of ["dragenter", "dragover", "dragleave", "drop"] as const) {
  drop.addEventListener(event, (dragged) => {
    dragged.preventDefault();
    drop.classList.toggle("over", event === "dragenter" || event === "dragover");
    if (event !== "drop" || !dragged.dataTransfer) return;
    input.files = dragged.dataTransfer.files;
    input.dispatchEvent(new Event("change"));
  });
}

/** Why S3 would reject the file, checked before anything is sent. */
function failureOf(file: File): string | undefined {
  if (isOver()) return say("ended", time(data.effectiveExpiresAt));
  const verdict = evaluate({ policy: data.policy }, { fields: fieldsFor(file), fileName: file.name, size: file.size });
  return verdict.accepted ? undefined : failureText(verdict.failed, file);
}

function failureText({ reason, field, condition, actual }: PostFailure, file: File): string {
  const [, min, max] = Array.isArray(condition) ? condition : [];
  if (reason === "tooLarge")
    return say(
      "tooLarge",
      writeExactSize(file.size, language),
      writeExactSize(Number(max ?? MAX_REQUEST_SIZE), language),
    );
  if (reason === "tooSmall")
    return say("tooSmall", writeExactSize(file.size, language), writeExactSize(Number(min), language));
  if (reason === "expired") return say("policyExpired");
  const isType = field?.toLowerCase() === "content-type";
  if (isType) return say("wrongType", kind(typeWanted() ?? ""), file.type || say("noType"));
  return say("other", field === undefined ? reason : `${field}: ${actual ?? ""}`);
}

function fieldsFor(file: File): Record<string, string> {
  const named = nameInput.value.trim();
  const fields = data.prefix === undefined || named === "" ? data.fields : { ...data.fields, key: data.prefix + named };
  return fillForm({ fields, policy: data.policy }, { name: file.name, ...(file.type && { contentType: file.type }) });
}

form.addEventListener("submit", (event) => {
  const [file] = input.files ?? [];
  if (!file) return;
  const failure = failureOf(file);
  if (failure) {
    event.preventDefault();
    showStatus("bad", failure);
    return;
  }
  const fields = fieldsFor(file);
  for (const hidden of form.querySelectorAll<HTMLInputElement>("input[type=hidden]")) {
    hidden.value = fields[hidden.name] ?? "";
  }
  // A form with a redirect takes the browser to another page. Only a real form submission can do that.
  if (Object.keys(fields).some((name) => /^(success_action_)?redirect$/i.test(name))) {
    showStatus("", say("plainRedirected"));
    return;
  }
  event.preventDefault();
  send(file, fields.key ?? "");
});

function send(file: File, key: string): void {
  const request = new XMLHttpRequest();
  let sent = 0;
  showProgress(true);
  request.upload.addEventListener("progress", ({ loaded }) => {
    sent = Math.min(loaded, file.size);
    progress.value = file.size ? sent / file.size : 1;
    showStatus("", say("sending", writeSize(sent, language), writeSize(file.size, language)));
  });
  request.addEventListener("load", () => {
    if (request.status < 300) showStatus("good", say("stored", xmlElement(request.responseText, "Key") ?? key));
    else showStatus("bad", refusal(request));
  });
  request.addEventListener("error", () => {
    // The browser sends a preflight request first. If that fails, nothing has been uploaded yet, so a second attempt
    // can't store the file twice.
    if (sent === 0) sendPlainly();
    else showStatus("bad", say("broken"));
  });
  request.addEventListener("abort", () => showStatus("", say(sent < file.size ? "cancelled" : "broken")));
  request.addEventListener("loadend", () => showProgress(false));
  cancelButton.onclick = () => request.abort();
  request.open("POST", form.action);
  request.send(new FormData(form));
}

function refusal({ status: code, responseText }: XMLHttpRequest): string {
  const serverCode = xmlElement(responseText, "Code");
  const [proposed, most, least] = ["ProposedSize", "MaxSizeAllowed", "MinSizeAllowed"].map((name) =>
    Number(xmlElement(responseText, name)),
  ) as [number, number, number];
  const message = xmlElement(responseText, "Message") ?? "";
  if (serverCode === "EntityTooLarge" && most)
    return say("tooLarge", writeExactSize(proposed, language), writeExactSize(most, language));
  if (serverCode === "EntityTooSmall" && least)
    return say("tooSmall", writeExactSize(proposed, language), writeExactSize(least, language));
  if (/policy expired/i.test(message)) return say("policyExpired");
  return say("refused", serverCode ?? code, message);
}

function showProgress(shown: boolean): void {
  progress.hidden = cancelButton.hidden = !shown;
  sendButton.disabled = shown;
  if (shown) progress.value = 0;
}

/** The status of a successful upload. Source: Amazon S3 API Reference, "POST Object", `success_action_status`. */
function successStatus(): "200" | "201" | "204" {
  const [, given] = Object.entries(data.fields).find(([name]) => /^success_action_status$/i.test(name)) ?? [];
  return given === "200" || given === "201" ? given : "204";
}

/** Submits the form itself. The browser shows the response, but this script can't read it. */
function sendPlainly(): void {
  const frame = document.querySelector("iframe") ?? make("iframe");
  const status = successStatus();
  frame.name = "response";
  frame.title = say("response");
  // A 204 response leaves the frame unchanged.
  frame.hidden = status === "204";
  frame.onload = () => {
    // The frame's initial empty document is readable. A response or the browser's error page isn't.
    if (frame.contentDocument) return;
    frame.hidden = false;
    if (status === "204") showStatus("bad", say("responseRefused"));
    else showStatus("", say(status === "201" ? "response201" : "response200"));
  };
  form.after(frame);
  form.target = frame.name;
  showStatus("", say(status === "204" ? "plainUnconfirmed" : "plain"));
  form.submit();
}

draw();

import { xmlElement } from "../../src/core/text/responseXml.ts";
import { sendRequest } from "../reader/request.ts";
import { checkReadable, formBody, refusal } from "./formRequest.ts";
import { data, form, input, make } from "./page.ts";
import { say } from "./texts.ts";

export interface Outcome {
  /** Empty if the page can't know whether the file was stored. */
  kind: "good" | "bad" | "";
  message: string;
}

export interface Sending {
  fields: Record<string, string>;
  signal: AbortSignal;
  /** @param sent bytes of the file */
  onProgress: (sent: number) => void;
  onMessage: (message: string) => void;
}

/** Uploads one file. Never rejects. */
export async function send(file: File, sending: Sending): Promise<Outcome> {
  try {
    await checkReadable(file);
  } catch {
    return { kind: "bad", message: say("unreadable") };
  }
  return (await sendWithProgress(file, sending)) ?? sendPlainly(file, sending);
}

/** @returns undefined if nothing was sent, because the bucket has no CORS rules for this page */
async function sendWithProgress(file: File, { fields, signal, onProgress }: Sending): Promise<Outcome | undefined> {
  let sent = 0;
  const result = await sendRequest("POST", form.action, {
    body: formBody(fields, file),
    signal,
    onProgress: (loaded) => {
      sent = Math.min(loaded, file.size);
      onProgress(sent);
    },
  });
  switch (result.kind) {
    case "response":
      return readResponse(result, fields.key ?? "");
    case "noResponse":
      // The browser sends a preflight request first. If that fails, nothing has been uploaded yet, so a second attempt
      // can't store the file twice.
      return sent > 0 ? { kind: "bad", message: say("broken") } : undefined;
    case "aborted":
      return { kind: "", message: say(sent < file.size ? "cancelled" : "broken") };
  }
}

function readResponse({ status, text }: { status: number; text: string }, key: string): Outcome {
  if (status < 300) return { kind: "good", message: say("stored", xmlElement(text, "Key") ?? key) };
  return { kind: "bad", message: refusal(status, text) };
}

/** The status of a successful upload. Source: Amazon S3 API Reference, "POST Object", `success_action_status`. */
function successStatus(): "200" | "201" | "204" {
  const [, given] = Object.entries(data.fields).find(([name]) => /^success_action_status$/i.test(name)) ?? [];
  return given === "200" || given === "201" ? given : "204";
}

let frames = 0;

/** Submits the form itself into a frame. The browser shows the response there, but this script can't read it. */
function sendPlainly(file: File, { fields, signal, onMessage }: Sending): Promise<Outcome> {
  let resolve: (outcome: Outcome) => void = () => undefined;
  const promise = new Promise<Outcome>((resolvePromise) => {
    resolve = resolvePromise;
  });
  const status = successStatus();
  const frame = make("iframe");
  frame.name = `response-${++frames}`;
  frame.title = `${say("response")}: ${file.name}`;
  // A 204 response leaves the frame unchanged.
  frame.hidden = status === "204";
  frame.onload = () => {
    // The frame's initial empty document is readable. A response or the browser's error page isn't.
    if (frame.contentDocument) return;
    frame.hidden = false;
    if (status !== "204") resolve({ kind: "", message: say(status === "201" ? "response201" : "response200") });
    else onMessage(say("responseRefused"));
  };
  signal.addEventListener("abort", () => {
    frame.remove();
    resolve({ kind: "", message: say("broken") });
  });
  form.after(frame);
  fillIn(fields, file);
  form.target = frame.name;
  if (status === "204") resolve({ kind: "", message: say("plainUnconfirmed") });
  else onMessage(say("plain"));
  form.submit();
  return promise;
}

/** Puts into the form what the browser then sends. */
export function fillIn(fields: Record<string, string>, file: File): void {
  for (const hidden of form.querySelectorAll<HTMLInputElement>("input[type=hidden]")) {
    hidden.value = fields[hidden.name] ?? "";
  }
  const only = new DataTransfer();
  only.items.add(file);
  input.files = only.files;
}

import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
import { CANNED_ACLS, STORAGE_CLASSES } from "../core/objects/cannedValues.ts";
import { FRESH_SETTINGS, PRESETS, type PresetName } from "../core/post/policy/uploadSettings.ts";
import { writeExpiry } from "../core/sign/expiry.ts";
import { connectionOf, firstNode, locationOf } from "../host/nodes/givenNodes.ts";
import { connectionChoices, usualConnection } from "../host/nodes/targetSteps.ts";
import { defaultExpiry } from "../host/settings.ts";
import { aclText } from "../host/text/aclText.ts";
import { openFormPanel } from "../host/ui/formPanel.ts";
import { showCors } from "./cors.ts";
import { handOutPage, openSaved, saveSnippet } from "./handOut.ts";
import type { FromForm, PostFormState, Preset, ToForm } from "./protocol.ts";
import { readMessage } from "./readMessage.ts";
import { forget, recall } from "./remembered.ts";
import { reportShared } from "./reportShared.ts";
import { endSession, type Session } from "./session.ts";
import { sign } from "./sign.ts";
import { formTexts, presetTexts } from "./texts.ts";
import { chooseFile, tryUpload } from "./tryUpload.ts";
import { uploadNow } from "./uploadNow.ts";

/**
 * Opens the form for the bucket, folder or object that was clicked. Without one, the user fills it in.
 * @throws S3Error noPostForms
 */
export async function createUploadForm(app: App, args: unknown[]): Promise<void> {
  const node = firstNode(app, args);
  const place = locationOf(node) ?? { connection: connectionOf(node) ?? (await usualConnection(app)), bucket: "" };
  const { bucket, key, prefix } = place as S3Location;
  app.s3().forms.check(await app.s3().connection(place.connection), { bucket, key: key ?? prefix ?? "" });
  const connections = await connectionChoices(app);
  const session: Session = { state: startingState(app, place), post: () => undefined, newest: 0 };
  const presets = Object.entries(presetTexts()).map(
    ([name, label]): Preset => ({ name: name as PresetName, label, settings: PRESETS[name as PresetName] }),
  );
  const offered = {
    connections,
    presets,
    storageClasses: STORAGE_CLASSES,
    acls: CANNED_ACLS.map((value) => ({ value, label: value, description: aclText(value) })),
  };
  const init = (): ToForm => ({ type: "init", texts: formTexts(), ...offered, state: session.state });
  const panel = openFormPanel<ToForm, FromForm>(app, {
    form: "postForm",
    title: vscode.l10n.t("Create an Upload Form"),
    parse: readMessage,
    onMessage: async (message, post) => {
      session.post = post;
      switch (message.type) {
        case "ready":
          return post(init());
        case "startFresh":
          // The form waits for an answer, also after an error.
          try {
            const fresh = inPlace(freshState({ ...place, connection: session.state.connection }), place);
            forget(app.memory, session.state);
            session.state = fresh;
          } finally {
            await post(init());
          }
          return;
        default:
          return respond(app, session, message);
      }
    },
  });
  panel.onDidDispose(() => endSession(session));
}

type FormRequest = Exclude<FromForm, { type: "ready" | "startFresh" }>;

async function respond(app: App, session: Session, message: FormRequest): Promise<void> {
  switch (message.type) {
    case "sign":
      return sign(app, session, message);
    case "try":
      return tryUpload(session, message.trial);
    case "chooseFile":
      return chooseFile(app, session);
    case "upload":
      return uploadNow(app, session);
    case "cancelUpload":
      return session.uploading?.abort();
    case "copy":
      return copy(app, session, message.text);
    case "page":
      return handOutPage(app, session, message.action);
    case "saveSnippet":
      return saveSnippet(app, session, message.id);
    case "saved":
      return openSaved(session, message.action);
    case "cors":
      return showCors(app, session);
  }
}

async function copy(app: App, session: Session, text: string): Promise<void> {
  // The form may be signed again while the text is being copied.
  const handedOut = { ...session };
  await vscode.env.clipboard.writeText(text);
  // A policy or a CORS rule alone gives no access.
  if (/x-amz-signature/i.test(text)) reportShared(app, handedOut);
}

/** The previous settings for the bucket, with the key or prefix that was clicked. */
function startingState({ memory }: App, place: S3Location): PostFormState {
  return inPlace(recall(memory, place) ?? freshState(place), place);
}

/** @throws S3Error invalidExpiry for the setting */
function freshState({ connection, bucket }: S3Location): PostFormState {
  return { ...FRESH_SETTINGS, connection, bucket, expiry: writeExpiry(defaultExpiry()) };
}

function inPlace(state: PostFormState, { prefix, key }: S3Location): PostFormState {
  if (key !== undefined) return { ...state, keyMode: "exact", key };
  if (prefix !== undefined)
    return { ...state, keyMode: state.keyMode === "exact" ? "fileName" : state.keyMode, key: prefix };
  return state;
}

import type { App } from "../app.ts";
import type { S3Error } from "../core/errors/errors.ts";
import type { Step } from "../host/ui/steps.ts";
import {
  endpointQuestion,
  keyIdOrNoneQuestion,
  keyIdQuestion,
  nameQuestion,
  partQuestion,
  presetQuestion,
  regionQuestion,
  secretQuestion,
  sessionTokenQuestion,
  sourceQuestion,
  styleQuestion,
} from "./connectionQuestions.ts";
import type { Draft } from "./draft.ts";

const hasKeys = ({ source }: Draft) => source.kind === "keys";
/** Temporary keys of AWS start with ASIA: IAM User Guide, "IAM identifiers". */
const isTemporary = ({ accessKeyId, hadToken }: Draft) => hadToken || accessKeyId.startsWith("ASIA");

/** The questions about a new connection. The type of the server answers all others. */
export function newSteps(app: App): Step<Draft>[] {
  return [
    { ask: presetQuestion },
    { when: ({ endpoint }) => endpoint !== undefined, ask: endpointQuestion },
    { ask: keyIdOrNoneQuestion },
    {
      when: (draft) => !hasKeys(draft),
      ask: (draft) => sourceQuestion(app, draft, ["profile", "environment", "anonymous"]),
    },
    { when: hasKeys, ask: secretQuestion },
    { when: (draft) => hasKeys(draft) && isTemporary(draft), ask: sessionTokenQuestion },
    { ask: (draft) => nameQuestion(app, draft) },
  ];
}

/**
 * Asks what to change, and then only that.
 * @param failure why the connection does not work; absent if it has not been tested
 */
export function partSteps(app: App, failure?: S3Error): Step<Draft>[] {
  return [{ ask: (draft) => partQuestion(draft, failure) }, ...changeSteps(app)];
}

/** Asks for the chosen part. */
export function changeSteps(app: App): Step<Draft>[] {
  const isChosen =
    (...parts: Draft["chosen"][]) =>
    ({ chosen }: Draft) =>
      parts.includes(chosen);
  const asksKeys = (draft: Draft) => isChosen("keys")(draft) || (isChosen("source")(draft) && hasKeys(draft));
  return [
    { when: isChosen("endpoint"), ask: endpointQuestion },
    {
      when: isChosen("source"),
      ask: (draft) => sourceQuestion(app, draft, ["keys", "profile", "environment", "anonymous"]),
    },
    { when: asksKeys, ask: keyIdQuestion },
    { when: (draft) => asksKeys(draft) || isChosen("secret")(draft), ask: secretQuestion },
    {
      when: (draft) => isChosen("token")(draft) || (asksKeys(draft) && isTemporary(draft)),
      ask: sessionTokenQuestion,
    },
    { when: isChosen("region"), ask: regionQuestion },
    { when: isChosen("style"), ask: styleQuestion },
    { when: isChosen("name"), ask: (draft) => nameQuestion(app, draft) },
  ];
}

import * as vscode from "vscode";
import { cancellation, isS3Error, type S3Error } from "../../core/errors/errors.ts";
import { errorMessage } from "../text/errorText.ts";
import { plainItem, plainWords } from "../text/plainWords.ts";

type Awaitable<T> = T | Promise<T>;

export interface Choice<T> extends vscode.QuickPickItem {
  value: T;
  /** A follow-up question that only this choice leads to, for example to type a value that is not listed. */
  next?: () => Awaitable<Question<T>>;
  /** Runs when the choice is made. The same question is then asked again with updated choices. */
  refresh?: () => Promise<unknown>;
}

export interface ListQuestion<T> {
  placeHolder: string;
  /** The choice with `picked` is preselected, or the first one if there is none. */
  choices: Choice<T>[];
  /** If present, any number of choices can be selected, including none. */
  combine?(chosen: T[]): T;
}

export interface TextQuestion<T>
  extends Pick<vscode.InputBoxOptions, "value" | "valueSelection" | "placeHolder" | "password"> {
  prompt: string;
  /** Names what is asked about, if one step asks about several things. A text typed for one is not offered for another. */
  about?: string;
  /** Converts the text to a value. While the user types, the message of a thrown S3Error is shown. */
  read: (text: string) => T;
  /** Describes a valid value in one line. */
  preview?(value: T): string;
  /** Values that are listed below the text, as far as their labels contain it. */
  suggestions?: Choice<T>[];
}

export type Question<T> = ListQuestion<T> | TextQuestion<T>;

/** What the user entered: a text, or the labels of the chosen items. */
export type Entered = string | readonly string[];

export interface Answer<T> extends Pick<Choice<T>, "value" | "next" | "refresh"> {
  entered: Entered;
}

export interface Frame {
  title: string;
  /** Absent if there is only one question. */
  progress?: { step: number; totalSteps: number };
  canGoBack: boolean;
  /** What the user entered the last time this question was asked. */
  entered: Entered | undefined;
}

export interface Back {
  back: true;
  /** Typed but not accepted. Absent for a list. */
  entered?: string;
}

/** @throws S3Error cancelled on Escape */
export function showQuestion<T>(question: Question<T>, frame: Frame): Promise<Answer<T> | Back> {
  if ("choices" in question) return showList(question, frame);
  return question.suggestions ? showSuggestions(question, question.suggestions, frame) : showText(question, frame);
}

/** @returns the answer that pressing Enter would give; undefined if the text is not valid yet */
export function expectedAnswer<T>(question: Question<T>, entered: Entered | undefined): Answer<T> | undefined {
  if ("choices" in question) return answerOf(question, preselected(question, question.choices.map(plainItem), entered));
  const text = textOf(question, entered);
  try {
    return { value: question.read(text), entered: text };
  } catch (error) {
    if (isS3Error(error)) return undefined;
    throw error;
  }
}

function preselected<I extends vscode.QuickPickItem>(
  { combine }: { combine?: unknown },
  items: readonly I[],
  entered: Entered | undefined,
): I[] {
  const before = Array.isArray(entered) ? items.filter(({ label }) => entered.includes(label)) : [];
  const picked = items.filter((item) => item.picked);
  if (combine) return Array.isArray(entered) ? before : picked;
  return [...before, ...picked, ...items].slice(0, 1);
}

function answerOf<T>({ combine }: ListQuestion<T>, chosen: readonly Choice<T>[]): Answer<T> | undefined {
  const entered = chosen.map(({ label }) => label);
  if (combine) return { value: combine(chosen.map(({ value }) => value)), entered };
  return chosen[0] && { ...chosen[0], entered };
}

function textOf<T>({ value = "" }: TextQuestion<T>, entered: Entered | undefined): string {
  return typeof entered === "string" ? entered : value;
}

function showList<T>(question: ListQuestion<T>, frame: Frame): Promise<Answer<T> | Back> {
  const picker = vscode.window.createQuickPick<Choice<T>>();
  picker.placeholder = question.placeHolder;
  picker.matchOnDescription = true;
  picker.canSelectMany = question.combine !== undefined;
  picker.items = question.choices.map(plainItem);
  const first = preselected(question, picker.items, frame.entered);
  if (question.combine) picker.selectedItems = first;
  else picker.activeItems = first;
  return show(picker, frame, () => answerOf(question, picker.selectedItems));
}

function showText<T>(question: TextQuestion<T>, frame: Frame): Promise<Answer<T> | Back> {
  const { prompt, value, valueSelection, placeHolder, password = false } = question;
  const box = vscode.window.createInputBox();
  box.prompt = plainWords(prompt);
  box.placeholder = placeHolder;
  box.password = password;
  box.value = textOf(question, frame.entered);
  if (box.value === value) box.valueSelection = valueSelection;
  const check = (): Answer<T> | undefined => {
    try {
      const read = question.read(box.value);
      const { Info } = vscode.InputBoxValidationSeverity;
      box.validationMessage = question.preview && { message: plainWords(question.preview(read)), severity: Info };
      return { value: read, entered: box.value };
    } catch (error) {
      if (!isS3Error(error)) throw error;
      box.validationMessage = plainWords(errorMessage(error));
      return undefined;
    }
  };
  box.onDidChangeValue(check);
  return show(box, frame, check, () => box.value);
}

/** What is typed is a row of its own. Enter takes it if it is more than a word; a word is searched for. */
function showSuggestions<T>(
  question: TextQuestion<T>,
  suggestions: Choice<T>[],
  frame: Frame,
): Promise<Answer<T> | Back> {
  const picker = vscode.window.createQuickPick<vscode.QuickPickItem>();
  const choices = suggestions.map(plainItem);
  picker.placeholder = plainWords(question.prompt);
  picker.value = textOf(question, frame.entered);
  const read = (): T | S3Error => {
    try {
      return question.read(picker.value);
    } catch (error) {
      if (isS3Error(error)) return error;
      throw error;
    }
  };
  const update = () => {
    const [text, value] = [picker.value.toLowerCase(), read()];
    const isFound = choices.some(({ label }) => label.toLowerCase().includes(text));
    const hasRow = text !== "" && !(isFound && isS3Error(value));
    // The row comes last: VS Code identifies an item by its index, even while the items change.
    picker.items = hasRow ? [...choices, textRow(picker.value, value)] : choices;
  };
  update();
  picker.onDidChangeValue(update);
  const accept = (): Answer<T> | undefined => {
    const chosen = choices.find((choice) => choice === picker.selectedItems[0]);
    if (chosen) return { ...chosen, entered: chosen.label };
    const value = read();
    return isS3Error(value) ? undefined : { value, entered: picker.value };
  };
  return show(picker, frame, accept, () => picker.value);
}

/** @param value what was read, or why the text is not valid */
function textRow(text: string, value: unknown): vscode.QuickPickItem {
  if (isS3Error(value)) {
    return { label: "$(error)", description: plainWords(errorMessage(value)), alwaysShow: true };
  }
  // VS Code moves items to the top if their label contains the text. An icon contains none.
  const isWord = !/[:/]/.test(text);
  const row = isWord ? { label: "$(arrow-right)", description: plainWords(text) } : { label: plainWords(text) };
  return { ...row, alwaysShow: true };
}

/**
 * @param accept returns the answer for Enter; undefined if the input is not valid
 * @param typed returns a text to keep after Back
 */
function show<T>(
  input: vscode.QuickPick<Choice<T>> | vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  { title, progress, canGoBack }: Frame,
  accept: () => Answer<T> | undefined,
  typed?: () => string,
): Promise<Answer<T> | Back> {
  const { Back } = vscode.QuickInputButtons;
  Object.assign(input, { title, ...progress, ignoreFocusOut: true, buttons: canGoBack ? [Back] : [] });
  return new Promise<Answer<T> | Back>((resolve, reject) => {
    input.onDidAccept(() => {
      const answer = accept();
      if (answer) resolve(answer);
    });
    input.onDidTriggerButton(() => resolve({ back: true, ...(typed && { entered: typed() }) }));
    input.onDidHide(() => reject(cancellation()));
    input.show();
  }).finally(() => input.dispose());
}

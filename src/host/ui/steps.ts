import { isDeepStrictEqual } from "node:util";
import { type Answer, type Entered, expectedAnswer, type Question, showQuestion } from "./question.ts";

/** One of the questions that a command asks in sequence. */
export interface Step<D> {
  /** Whether the step applies, given the answers so far. Default: always. */
  when?: (draft: D) => boolean;
  ask: (draft: D) => Question<D> | Promise<Question<D>>;
}

/** A question that was reached, with the answers that precede it. */
interface Visit<D> extends Pick<Step<D>, "ask"> {
  /** Index of the step. A follow-up question has the index of the step that led to it. */
  index: number;
  draft: D;
}

/**
 * Asks one step after the other in the style of VS Code: "2/4" in the title, a Back button, and Escape to change
 * nothing. Back repeats the previous question with the earlier answer preselected. The total depends on the answers so
 * far.
 * @param titleOf returns the title, with the signers once they are known
 * @param start the draft before any question
 * @throws S3Error cancelled on Escape, and whatever a step throws
 */
export async function askSteps<D>(
  titleOf: (draft: D) => string | Promise<string>,
  steps: Step<D>[],
  start: D,
): Promise<D> {
  const entered = new Map<string, Entered>();
  const path: Visit<D>[] = [];
  /** The total shown before Back. It stays until an answer changes. */
  let keptTotal = 0;
  let draft = start;
  let visit = visitAfter(steps, -1, start);
  while (visit) {
    const { index } = visit;
    const question = await visit.ask(visit.draft);
    const depth = path.filter((before) => before.index === index).length;
    const key = JSON.stringify([index, depth, "choices" in question || (question.about ?? "")]);
    const expected = expectedAnswer(question, entered.get(key));
    const totalSteps = Math.max(keptTotal, path.length + 1 + stepsAfter(steps, visit, expected));
    const answer = await showQuestion(question, {
      title: await titleOf(visit.draft),
      ...(totalSteps > 1 && { progress: { step: path.length + 1, totalSteps } }),
      canGoBack: path.length > 0,
      entered: entered.get(key),
    });
    if ("refresh" in answer && answer.refresh) {
      await answer.refresh();
      continue;
    }
    keep(entered, key, question, answer.entered);
    if ("back" in answer) {
      keptTotal = totalSteps;
      visit = path.pop();
      continue;
    }
    if (!isDeepStrictEqual(answer.entered, expected?.entered)) keptTotal = 0;
    path.push(visit);
    draft = answer.value;
    visit = answer.next ? { index, ask: answer.next, draft } : visitAfter(steps, index, draft);
  }
  return draft;
}

/** An accepted default text is not remembered, because the default can change with earlier answers. */
function keep<D>(kept: Map<string, Entered>, key: string, question: Question<D>, entered: Entered | undefined): void {
  if (entered === undefined) return;
  if ("read" in question && entered === (question.value ?? "")) kept.delete(key);
  else kept.set(key, entered);
}

function visitAfter<D>(steps: Step<D>[], index: number, draft: D): Visit<D> | undefined {
  const next = steps.findIndex(({ when }, at) => at > index && (when?.(draft) ?? true));
  const step = steps[next];
  return step && { index: next, ask: step.ask, draft };
}

/** How many questions follow if the user presses Enter now. */
function stepsAfter<D>(steps: Step<D>[], { index, draft }: Visit<D>, expected: Answer<D> | undefined): number {
  const answers = expected ? expected.value : draft;
  const rest = steps.filter(({ when }, at) => at > index && (when?.(answers) ?? true));
  return rest.length + (expected?.next ? 1 : 0);
}

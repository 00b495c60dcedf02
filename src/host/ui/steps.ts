import { isDeepStrictEqual } from "node:util";
import { type Answer, type Entered, expectedAnswer, type Question, showQuestion } from "./question.ts";

/** One of the questions that a command asks in a row. */
export interface Step<D> {
  /** Whether it is asked, by the answers so far; where absent, always. */
  when?: (draft: D) => boolean;
  ask: (draft: D) => Question<D> | Promise<Question<D>>;
}

/** A question on the way, and the answers before it. */
interface Visit<D> extends Pick<Step<D>, "ask"> {
  /** Of its step; a question that a choice leads to belongs to the step of that choice. */
  index: number;
  draft: D;
}

/**
 * Asks one step after the other, as VS Code does: "2/4" in the title, a Back button, and Escape to leave everything as it
 * was. Back asks the previous question again, with what was entered preselected. The total follows from the answers so far.
 * @param titleOf with who signs, as soon as that is known
 * @param start the answers before anything is asked
 * @throws S3Error cancelled on Escape; what a step throws
 */
export async function askSteps<D>(
  titleOf: (draft: D) => string | Promise<string>,
  steps: Step<D>[],
  start: D,
): Promise<D> {
  const entered = new Map<string, Entered>();
  const path: Visit<D>[] = [];
  /** As shown before Back, which holds while nothing else is answered. */
  let keptTotal = 0;
  let draft = start;
  let visit = visitAfter(steps, -1, start);
  while (visit) {
    const { index } = visit;
    const question = await visit.ask(visit.draft);
    const depth = path.filter((before) => before.index === index).length;
    const key = [index, depth, "choices" in question].join();
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

/** A default text that was accepted is not kept: it follows the answers before it. */
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

/** How many follow if Enter alone is pressed now. */
function stepsAfter<D>(steps: Step<D>[], { index, draft }: Visit<D>, expected: Answer<D> | undefined): number {
  const answers = expected ? expected.value : draft;
  const rest = steps.filter(({ when }, at) => at > index && (when?.(answers) ?? true));
  return rest.length + (expected?.next ? 1 : 0);
}

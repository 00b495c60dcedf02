import type { FrameLocator, Locator } from "playwright-core";
import type { Workbench } from "../support/vscode/workbench.ts";

/** The page of the form in the active webview; each form adds the user's actions in it. */
export class FormPage {
  readonly page: FrameLocator;
  protected readonly window: Workbench;

  constructor(window: Workbench) {
    this.window = window;
    this.page = window.webview();
  }

  field(path: string): Locator {
    return this.page.locator(`[data-path="${path}"]`);
  }

  /** Types into a text field, and returns whether the previous result is disabled immediately. */
  async outdatedBy(path: string, text: string): Promise<boolean> {
    const input = this.field(path).locator("vscode-textfield");
    return input.evaluate((field, text) => {
      (field as HTMLInputElement).value = text;
      field.dispatchEvent(new Event("input"));
      const copy = [...document.querySelectorAll<HTMLElement>("vscode-button")].filter((each) =>
        /^Copy/.test(each.title || each.textContent || ""),
      );
      return copy.length > 0 && copy.every((each) => each.closest("[inert]"));
    }, text);
  }

  /** Whether a button can be seen without scrolling, at the given window size. */
  async isInView(name: string): Promise<boolean> {
    const button = this.page.getByRole("button", { name, exact: true }).first();
    await button.waitFor();
    // Until a change is signed, nothing of the previous result can be clicked.
    await this.page.locator("main:not(:has([inert]))").waitFor();
    return button.evaluate((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const at = (x: number, y: number) => element.contains(document.elementFromPoint(x, y));
      return at(left + 4, top + 4) && at(right - 4, bottom - 4);
    });
  }
}

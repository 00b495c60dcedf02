import type { FrameLocator, Locator } from "playwright-core";
import type { Workbench } from "../support/vscode/workbench.ts";

/** The page of a form in the webview that is in front; each form adds what a person does with it. */
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

  /** Types into a text field, and tells whether what was signed before could still be copied right afterwards. */
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
}

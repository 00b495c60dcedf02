import type { FrameLocator, Locator } from "playwright-core";
import type { Workbench } from "../support/vscode/workbench.ts";

/** The page of a form in the webview that is in front; each form adds what a person does with it. */
export class FormScene {
  readonly page: FrameLocator;
  protected readonly window: Workbench;

  constructor(window: Workbench) {
    this.window = window;
    this.page = window.webview();
  }

  field(path: string): Locator {
    return this.page.locator(`[data-path="${path}"]`);
  }
}

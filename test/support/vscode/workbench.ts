import type { ElementHandle, FrameLocator, Locator, Page } from "playwright-core";

/** Any command of the extension: messages that it shows after copying a text arrive before the result of the second. */
const ROUND_TRIP = { command: "s3Presign.api.inspect", args: "https://bucket.s3.amazonaws.com/key" };

/** A keybinding for tests, in the form of VS Code's keybindings.json. Playwright accepts this key too. */
export const TIDY_UP = {
  key: "Alt+Shift+F12",
  command: "runCommands",
  args: {
    commands: [
      ...["workbench.action.closeAllEditors", "workbench.action.closePanel", ROUND_TRIP, ROUND_TRIP],
      // The empty list shows that all commands have run.
      ...["notifications.clearAll", "notifications.showList"],
    ],
  },
};

/** Milliseconds. Within them, VS Code shows at most three messages, and only lists the others. */
const SPAM_INTERVAL = 800;

/** A VS Code window as a user sees it. Nothing here sleeps, except after messages: each step waits for its visible result. */
export class Workbench {
  readonly page: Page;
  readonly quickInput: Locator;
  readonly menu: Locator;
  readonly toasts: Locator;
  /** The row of the context menu that is open. */
  #ofMenu: Locator | undefined;

  constructor(page: Page) {
    this.page = page;
    this.quickInput = page.locator(".quick-input-widget:visible");
    // A submenu is inside the menu that opens it.
    this.menu = page.locator(".monaco-menu:visible").first();
    this.toasts = page.locator(".notifications-toasts .notification-list-item");
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 60_000 });
    // Until then the palette neither lists its commands nor looks for them again.
    await this.page.getByRole("tab", { name: "S3 Presign", exact: true }).waitFor();
  }

  /**
   * Clicks an icon of the activity bar unless its view is open: the view would take the focus later, even from a
   * palette.
   */
  async openView(title: string): Promise<void> {
    const opened = this.page.locator(".part.sidebar .composite.title").filter({ hasText: title });
    if (await opened.isVisible()) return;
    await this.page.getByRole("tab", { name: title, exact: true }).click();
    await opened.waitFor();
  }

  /** Expands a section of the side bar unless it is open. */
  async expandSection(title: string): Promise<void> {
    const header = this.page.getByRole("button", { name: `${title} Section` });
    if ((await header.getAttribute("aria-expanded")) !== "true") await header.click();
    await header.and(this.page.locator('[aria-expanded="true"]')).waitFor();
  }

  /** The row of a tree with exactly this label. */
  row(label: string): Locator {
    return this.rows().filter({ has: this.page.locator(".label-name").filter({ hasText: exactly(label) }) });
  }

  /** The same row while the keyboard acts on it: a row stays focused while its tree is not. */
  focused(label: string): Locator {
    return this.row(label).and(this.page.locator(".monaco-list:focus .focused"));
  }

  /** With the keyboard; selects the row. */
  async showTooltip(label: string): Promise<void> {
    await this.row(label).click({ modifiers: ["ControlOrMeta"] });
    await this.page.keyboard.press("ControlOrMeta+k");
    await this.page.keyboard.press("ControlOrMeta+i");
  }

  rows(): Locator {
    return this.page.locator(".part.sidebar .monaco-list-row");
  }

  /** Expands a path of containers, skipping those that are open. */
  async expand(...labels: string[]): Promise<void> {
    for (const label of labels) {
      await this.row(label).waitFor();
      const open = this.row(label).and(this.page.locator('[aria-expanded="true"]'));
      if (!(await open.isVisible())) await this.row(label).click();
      await open.waitFor();
    }
  }

  async collapse(label: string): Promise<void> {
    await this.row(label).click();
    await this.row(label).and(this.page.locator('[aria-expanded="false"]')).waitFor();
  }

  /** Drags its border. */
  async widenSideBar(width: number): Promise<void> {
    const { mouse } = this.page;
    const bar = await this.page.locator(".part.sidebar").boundingBox();
    if (!bar) throw new Error("the side bar is hidden");
    await mouse.move(bar.x + bar.width, bar.y + bar.height / 2);
    await mouse.down();
    await mouse.move(bar.x + width, bar.y + bar.height / 2);
    await mouse.up();
  }

  async openContextMenu(row: Locator): Promise<void> {
    await row.click({ button: "right" });
    await this.menu.waitFor();
    this.#ofMenu = row;
  }

  /**
   * Clicks a button of a view's title. When any extension registers an output channel, as many do while they start, VS
   * Code draws the toolbars of all views again. A click in between reaches no button, so the next one is clicked.
   */
  async clickInTitle(name: string): Promise<void> {
    // The empty view has buttons with the same names below.
    const button = this.page.getByRole("button", { name }).first();
    for (;;) {
      const drawn = await button.elementHandle();
      if (!drawn) continue;
      if (await isReached(drawn, "click", () => drawn.click())) return;
    }
  }

  menuItem(label: string): Locator {
    return this.menu.locator(".action-label").getByText(label, { exact: true });
  }

  /**
   * Opens a context menu again if VS Code has closed it before the item was chosen, as when it moves the focus.
   * @param path the labels of submenus, then of the item
   */
  async chooseMenuItem(...path: string[]): Promise<void> {
    while (!(await this.#clickMenuItem(path))) {
      if (!this.#ofMenu) throw new Error(`The menu closed before ${path.join(" > ")} was chosen`);
      await this.openContextMenu(this.#ofMenu);
    }
    this.#ofMenu = undefined;
    await this.menu.waitFor({ state: "hidden" });
    // Otherwise the row at the position of the menu would show its buttons.
    await this.page.mouse.move(0, 0);
  }

  async #clickMenuItem(path: string[]): Promise<boolean> {
    if (!(await this.menu.isVisible())) return false;
    for (const label of path.slice(0, -1)) await this.menuItem(label).hover();
    const item = await this.menuItem(path.at(-1) as string).elementHandle();
    if (!item) return false;
    // A menu ignores the mouse for its first 100 ms, so that the click that opened it does not select an item.
    return isReached(item, "mouseup", () => item.click({ delay: 150 }));
  }

  /** Runs a command from the palette; `label` is its complete label, including the category. */
  async runCommand(label: string): Promise<void> {
    // VS Code ignores a key that comes while it moves the focus. With an open palette, F1 changes nothing.
    do await this.page.keyboard.press("F1");
    while (!(await this.#isPaletteOpen()));
    await this.quickInput.locator("input.input").fill(`>${label}`);
    await this.quickInputRow(label).click();
    // Otherwise the row at the position of the palette would show its buttons.
    await this.page.mouse.move(0, 0);
  }

  /** Whether the palette opens in a moment. A prompt that is still closing has an input too; the palette's starts with `>`. */
  #isPaletteOpen(): Promise<boolean> {
    const isOpen = () => {
      const inputs = document.querySelectorAll<HTMLInputElement>(".quick-input-widget input.input");
      return [...inputs].some(
        (input) => input.checkVisibility() && input === document.activeElement && input.value === ">",
      );
    };
    return this.page.waitForFunction(isOpen, undefined, { timeout: 5000 }).then(
      () => true,
      () => false,
    );
  }

  quickInputRow(label: string): Locator {
    const name = this.page.locator(".label-name").filter({ hasText: exactly(label) });
    return this.quickInput.locator(".monaco-list-row").filter({ has: name });
  }

  /** Labels of the rows of the open prompt, from top to bottom. VS Code keeps rows of earlier prompts as hidden elements. */
  quickInputLabels(): Promise<string[]> {
    return this.quickInput
      .locator(".monaco-list-row")
      .evaluateAll((rows: HTMLElement[]) =>
        rows
          .sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index))
          .map((row) => row.querySelector(".label-name")?.textContent ?? ""),
      );
  }

  /**
   * Waits for the prompt whose title, placeholder or message contains a text. Its rows do not count: the row that opens
   * the prompt may have the same text.
   */
  async prompt(text: string): Promise<void> {
    const { page, quickInput } = this;
    const placeholder = page.locator(`input[placeholder*=${JSON.stringify(text)}]`);
    await quickInput
      .locator("> :not(.quick-input-list):visible")
      .filter({ hasText: text })
      .or(quickInput.filter({ has: placeholder }))
      .first()
      .waitFor();
  }

  /** Answers the open input box. */
  async answer(text: string): Promise<void> {
    await this.quickInput.locator("input.input").fill(text);
    await this.page.keyboard.press("Enter");
  }

  /**
   * Waits for the question with exactly this title, including its number, whose placeholder or message contains a text.
   */
  async question(title: string, text: string): Promise<void> {
    await this.quickInput.locator(".quick-input-title").getByText(title, { exact: true }).waitFor();
    await this.prompt(text);
  }

  /** Selects a row by keyboard alone: types its label, and presses Enter when the row is focused. */
  async typeChoice(label: string): Promise<void> {
    await this.quickInput.locator("input.input").fill(label);
    await this.quickInputRow(label).and(this.page.locator(".focused")).waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** VS Code's shortcut for the Back button of a question. */
  async goBack(): Promise<void> {
    const keys: Partial<Record<NodeJS.Platform, string>> = { darwin: "Control+Minus", win32: "Alt+ArrowLeft" };
    await this.page.keyboard.press(keys[process.platform] ?? "Control+Alt+Minus");
  }

  /** The modal question that contains a text. */
  dialog(text: string | RegExp): Locator {
    return this.page.locator(".monaco-dialog-box").filter({ hasText: text });
  }

  async answerDialog(text: string | RegExp, button: string): Promise<void> {
    await this.dialog(text).getByRole("button", { name: button, exact: true }).click();
    await this.dialog(text).waitFor({ state: "hidden" });
  }

  toast(text: string | RegExp): Locator {
    const message = this.page.locator(".notification-list-item-message").filter({ hasText: text });
    return this.toasts.filter({ has: message });
  }

  /** Prepares the window for another test: no prompts, editors, panels, further sections or messages. */
  async tidyUp(): Promise<void> {
    // Escape hides messages too.
    const hasMessages = (await this.toasts.count()) > 0;
    await this.page.keyboard.press("Escape");
    await this.quickInput.waitFor({ state: "hidden" });
    if (hasMessages) await this.page.waitForTimeout(SPAM_INTERVAL);
    await this.page.keyboard.press(TIDY_UP.key);
    const messages = this.page.locator(".notifications-center.visible");
    await messages.waitFor();
    await this.page.keyboard.press("Escape");
    await messages.waitFor({ state: "hidden" });
    await this.page.locator(".part.editor .tab").first().waitFor({ state: "detached" });
    await this.page.locator(".part.panel").waitFor({ state: "hidden" });
    await this.toasts.first().waitFor({ state: "hidden" });
    const sections = this.page.locator('.part.sidebar .pane-header[aria-expanded="true"]');
    for (let count = await sections.count(); count > 1; count--) {
      await sections.last().click();
      await sections.nth(count - 1).waitFor({ state: "detached" });
    }
    // VS Code removes the rows of a closed section a moment later.
    await this.page
      .locator('.part.sidebar [aria-expanded="false"] ~ .pane-body')
      .first()
      .waitFor({ state: "detached" });
  }

  /** Collapses all rows of the view, which must be open. */
  async collapseAll(): Promise<void> {
    const list = this.page.locator(".part.sidebar .monaco-list").first();
    await list.press("ControlOrMeta+ArrowLeft");
    await list.locator('.monaco-list-row[aria-expanded="true"]').first().waitFor({ state: "detached" });
  }

  /** Selects no row of the view. */
  async selectNone(): Promise<void> {
    await this.page.locator(".part.sidebar .monaco-list").first().press("Escape");
    await this.page.locator(".part.sidebar .monaco-list-row.selected").waitFor({ state: "detached" });
  }

  /** Clears the messages. VS Code then shows up to three more. */
  async clearToasts(): Promise<void> {
    await this.runCommand("Notifications: Clear All Notifications");
    await this.toasts.first().waitFor({ state: "hidden" });
    await this.page.waitForTimeout(SPAM_INTERVAL);
  }

  /** The open questions, and all messages since they were cleared last: for the error of a failed test. */
  async messages(): Promise<string> {
    const questions = await this.quickInput.or(this.page.locator(".monaco-dialog-box")).allInnerTexts();
    await this.page.keyboard.press("Escape");
    await this.runCommand("Notifications: Show Notifications");
    const center = this.page.locator(".notifications-center.visible");
    await center.waitFor();
    return [...questions, await center.innerText()].join("\n");
  }

  /**
   * Lines of the focused editor. An editor takes the focus when it is shown, which closes an open menu or prompt: wait
   * for these lines before opening one.
   */
  inEditor(text: string | RegExp): Locator {
    return this.page.locator(".part.editor .monaco-editor.focused .view-line").filter({ hasText: text });
  }

  /** Lines of the panel once it has the focus, as in inEditor. */
  inPanel(text: string | RegExp): Locator {
    return this.page.locator(".part.panel .monaco-editor.focused .view-line").filter({ hasText: text });
  }

  /** Resolves when the active webview has the focus, as in inEditor. */
  async webviewHasKeyboard(): Promise<void> {
    await this.page.waitForFunction(() => document.activeElement?.matches("iframe.webview"));
  }

  /** The page inside the active webview. */
  webview(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready:visible").frameLocator("iframe#active-frame");
  }

  /** The icon font of a webview loads after its text. */
  async iconsDrawn(): Promise<void> {
    await this.webview()
      .locator("body")
      .evaluate(() => document.fonts.ready);
  }

  clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /**
   * The text that an action puts on the clipboard, as soon as it is there. Playwright's waitForFunction does not await
   * promises.
   */
  async copied(act: () => Promise<void>): Promise<string> {
    const before = `before ${Date.now()}`;
    await this.setClipboard(before);
    await act();
    return this.page.evaluate(
      async ({ before, deadline }) => {
        while (Date.now() < deadline) {
          const text = await navigator.clipboard.readText();
          if (text !== before) return text;
          await new Promise(requestAnimationFrame);
        }
        throw new Error("nothing was copied within 30 s");
      },
      { before, deadline: Date.now() + 30_000 },
    );
  }

  /** Everything that the workbench has stored, including the state of extensions. */
  stored(): Promise<string> {
    return this.page.evaluate(async () => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const found: unknown[] = [];
      for (const { name } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name as string));
        for (const store of database.objectStoreNames) {
          found.push(...(await done(database.transaction(store).objectStore(store).getAll())));
        }
        database.close();
      }
      const text = (value: unknown) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value));
      return [...found.map(text), JSON.stringify(localStorage)].join("\n");
    });
  }

  setClipboard(text: string): Promise<void> {
    return this.page.evaluate((text) => navigator.clipboard.writeText(text), text);
  }
}

/** Matches the complete text: a part of a label may be a separate element if a search has highlighted it. */
function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}

/** Whether an element gets an event. VS Code may draw another one meanwhile, or remove it. */
async function isReached(
  element: ElementHandle<Element>,
  event: "click" | "mouseup",
  act: () => Promise<void>,
): Promise<boolean> {
  const seen = element.evaluateHandle((element, event) => {
    const state = { isSeen: false };
    const see = () => {
      state.isSeen = true;
    };
    element.addEventListener(event, see, { capture: true });
    return state;
  }, event);
  await act().catch(async (error) => {
    if (await element.evaluate(({ isConnected }) => isConnected)) throw error;
  });
  return (await seen).evaluate(({ isSeen }) => isSeen);
}

import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { rawRequest } from "../support/requests/rawRequest.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { FormPage } from "./formPage.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup();
const viewport = { width: 1400, height: 1000 };

/** The form as a user sees it: found by its labels, with results read from the clipboard. */
class Form extends FormPage {
  async write(path: string, text: string): Promise<void> {
    await this.field(path).locator("input, textarea").last().fill(text);
  }

  /** Selects from a list with a search field. */
  async search(field: Locator, text: string): Promise<void> {
    await field.locator("input.combobox-input").fill(text);
    await field.getByRole("option", { name: text, exact: true }).click();
  }

  /** Selects a different operation. Until its description has loaded, the parameters are those of the previous one. */
  async operation(name: string): Promise<void> {
    const help = this.field("operation").locator(".help");
    const before = await help.innerText();
    await this.search(this.field("operation"), name);
    await help.filter({ hasNotText: before }).waitFor();
  }

  /** @param within the path of a structure; without it, the operation's own parameters */
  async add(name: string, within?: string): Promise<void> {
    const structure = within === undefined ? this.page.locator("vscode-tab-panel") : this.field(within);
    const adder = structure.locator(".field:not([data-path])").last();
    await this.search(adder, name);
  }

  addItem(label: string): Promise<void> {
    return this.page.getByRole("button", { name: `Add an item to ${label}` }).click();
  }

  /** Sends exactly the request that the form signed. */
  async send(upload = "") {
    const copy = async (button: string) => {
      return this.window.copied(() => this.page.getByRole("button", { name: button }).click());
    };
    const heading = await this.result("h2").filter({ hasText: /^URL/ }).innerText();
    const method = /\((\w+) method\)/.exec(heading)?.[1] ?? "";
    const has = (button: string) => this.page.getByRole("button", { name: button }).isVisible();
    const lines = (await has("Copy Headers")) ? await copy("Copy Headers") : "";
    const headers = Object.fromEntries(
      lines
        .split("\n")
        .flatMap((line) => [/^(\S+): (.*)$/.exec(line)?.slice(1) ?? []].filter((pair) => pair.length > 0)),
    );
    const body = (await has("Copy Body")) ? await copy("Copy Body") : upload;
    return rawRequest(await copy("Copy URL"), { method, headers, body });
  }

  /** VS Code gives the focus to a page that it has shown. */
  async hasKeyboard(): Promise<void> {
    await this.window.webviewHasKeyboard();
    await this.page.locator("body").evaluate(async () => {
      while (!document.hasFocus()) await new Promise(requestAnimationFrame);
    });
  }

  /** Records the editing commands that VS Code runs in the page. */
  recordCommands(): Promise<void> {
    return this.page.locator("body").evaluate(() => {
      const ran: string[] = [];
      document.execCommand = (command) => {
        document.body.dataset.commands = JSON.stringify([...ran, command]);
        return ran.push(command) > 0;
      };
    });
  }

  /** Those that have run when VS Code has handled all keys. */
  async lateCommands(): Promise<string[]> {
    await this.window.page.keyboard.press("F1");
    await this.window.prompt("Type the name of a command");
    await this.window.page.keyboard.press("Escape");
    await this.window.quickInput.waitFor({ state: "hidden" });
    return this.page.locator("body").evaluate(() => JSON.parse(document.body.dataset.commands ?? "[]"));
  }

  /** Waits until the result of the latest input contains a text, and can be copied. */
  async signed(text: string | RegExp): Promise<void> {
    await this.result("pre.output").filter({ hasText: text }).first().waitFor();
  }

  /** Elements in the result of the latest input: the previous one remains, inert, until that arrives. */
  result(selector: string): Locator {
    return this.page.locator(`main:not(:has([inert])) .result ${selector}`);
  }
}

async function openForm(window: Workbench, ...path: string[]): Promise<Form> {
  await window.openView("S3 Presign");
  await window.expand(...path.slice(0, -1));
  await window.openContextMenu(window.row(path.at(-1) as string));
  await window.chooseMenuItem(...(path.length === 1 ? [] : ["Share"]), "Presign an S3 Operation…");
  const form = new Form(window);
  await form.page.getByText("Valid until").waitFor();
  return form;
}

windowTest(
  "from an object: a link with a different expiry and method, and S3's response to each",
  async (window) => {
    const form = await openForm(window, "demo", "acme-reports", "README.md");
    assert.match((await form.send()).body.toString(), /^# Reports/);
    assert.ok(await form.outdatedBy("expiresIn", "2d"));
    await form.signed("X-Amz-Expires=172800");
    await form.write("expiresIn", "8d");
    await form.field("expiresIn").getByText("too long").waitFor();
    await form.write("expiresIn", "15m");
    await form.page.getByText("(15 minutes)").waitFor();
    await form.add("ResponseContentType");
    await form.write("ResponseContentType", "text/plain");
    await form.signed("response-content-type");
    assert.equal((await form.send()).headers["content-type"], "text/plain");
  },
  { viewport },
);

windowTest(
  "in a small window, Copy URL stays in view while the parameters scroll",
  async (window) => {
    const form = await openForm(window, "demo", "acme-reports", "README.md");
    for (const parameter of ["expiresIn", "Bucket", "Key"]) {
      await form.field(parameter).scrollIntoViewIfNeeded();
      assert.ok(await form.isInView("Copy URL"), parameter);
    }
  },
  { viewport: { width: 900, height: 600 } },
);

windowTest(
  "from a profile and a bucket: ListBuckets, GetBucketLocation",
  async (window) => {
    const form = await openForm(window, "demo");
    assert.match((await form.send()).body.toString(), /<Name>acme-reports<\/Name>/);
    await form.operation("GetBucketLocation");
    await form.page.getByText("GetBucketLocation requires the parameter Bucket.").waitFor();
    await form.write("Bucket", "eu-archive");
    await form.signed(/eu-archive\/?\?/);
    assert.match((await form.send()).body.toString(), />eu-west-1</);
  },
  { viewport },
);

windowTest(
  "uploads and copies have the headers entered in the form",
  async (window, { s3 }) => {
    const form = await openForm(window, "demo", "acme-reports", "README.md");
    await form.operation("PutObject");
    await form.write("Key", "uploads/한글 note.txt");
    await form.add("ContentType");
    await form.write("ContentType", "text/markdown");
    await form.add("Metadata");
    await form.page.getByRole("button", { name: "Add an entry to Metadata" }).click();
    const [name, value] = [
      form.page.getByLabel("Name", { exact: true }),
      form.page.getByLabel("Value", { exact: true }),
    ];
    await name.fill("reviewed-by");
    await value.fill('Kim; "K"');
    await form.signed("reviewed-by");
    assert.equal((await form.send("uploaded")).status, 200);
    const stored = s3.store.get("acme-reports").get("uploads/한글 note.txt");
    assert.equal(stored?.headers["content-type"], "text/markdown");
    assert.equal(stored?.headers["x-amz-meta-reviewed-by"], 'Kim; "K"');

    await form.operation("CopyObject");
    await form.write("Key", "uploads/copy.txt");
    await form.write("CopySource", "acme-reports/uploads/한글 note.txt");
    await form.signed("uploads/copy.txt");
    await form.page.getByText("x-amz-copy-source").first().waitFor();
    assert.equal((await form.send()).status, 200);
    assert.equal(s3.store.get("acme-reports").get("uploads/copy.txt")?.headers["content-type"], "text/markdown");
  },
  { viewport },
);

windowTest(
  "bodies: DeleteObjects from the form, PutBucketCors from its JSON",
  async (window, { s3 }) => {
    const bucket = s3.store.get("empty-bucket");
    for (const key of ["a & b.txt", "keep.txt"]) bucket.put(key, key);
    const form = await openForm(window, "demo", "empty-bucket");
    await form.operation("DeleteObjects");
    await form.addItem("Objects");
    await form.write("Delete.Objects[0].Key", "a & b.txt");
    await form.signed("a &amp; b.txt");
    assert.equal((await form.send()).status, 200);
    assert.deepEqual([bucket.get("a & b.txt"), bucket.get("keep.txt")?.key], [undefined, "keep.txt"]);

    await form.operation("PutBucketCors");
    await form.page.getByRole("tab", { name: "JSON" }).click();
    await form.write("json", "[]");
    await form.page.getByText("This is not a JSON object.").waitFor();
    const rule = { AllowedMethods: ["PUT"], AllowedOrigins: ["https://example.com"] };
    await form.write("json", JSON.stringify({ Bucket: "empty-bucket", CORSConfiguration: { CORSRules: [rule] } }));
    await form.signed("https://example.com");
    assert.equal((await form.send()).status, 200);
    await form.page.getByRole("tab", { name: "Form" }).click();
    await form.field("CORSConfiguration.CORSRules[0].AllowedOrigins[0]").waitFor();
    await form.page.getByRole("tab", { name: "JSON" }).click();
    await form.operation("GetBucketCors");
    await form.field("json").waitFor();
    await form.signed(/empty-bucket\/?\?.*cors/);
    assert.match((await form.send()).body.toString(), /<AllowedOrigin>https:\/\/example\.com</);
  },
  { viewport },
);

/** Nothing that was signed for another choice can be copied. */
const copyButtons = (form: Form) =>
  form.page.locator("main vscode-button:not([inert], [inert] *)").filter({ hasText: /^Copy/ });

/** What Chromium sends when the window loses the focus, by Alt+Tab for example, and gets it back. */
const switchWindows = (field: Locator) =>
  field.evaluate((input: HTMLInputElement) => {
    for (const [type, bubbles] of Object.entries({ blur: false, focusout: true, focus: false, focusin: true })) {
      input.dispatchEvent(new FocusEvent(type, { bubbles, composed: true }));
    }
  });

windowTest(
  "the operation by keyboard: Enter chooses the first match, and nothing else replaces what was chosen",
  async (window) => {
    const { keyboard } = window.page;
    const form = await openForm(window, "demo", "acme-reports", "README.md");
    await form.hasKeyboard();
    const field = form.field("operation");
    const box = field.locator("input.combobox-input");
    await form.recordCommands();
    const chosen = async (name: string) => {
      await field.locator("vscode-single-select:not([open])").waitFor();
      assert.equal(await box.inputValue(), name);
      // The previous result remains visible until the new one arrives.
      await copyButtons(form).first().waitFor();
    };
    const type = async (text: string) => {
      await box.focus();
      await form.hasKeyboard();
      await keyboard.press("ControlOrMeta+a");
      await (text === "" ? keyboard.press("Delete") : keyboard.type(text));
    };
    await chosen("GetObject");
    await type("GetO");
    assert.deepEqual(await form.lateCommands(), [], "VS Code selects nothing after the browser has");
    await type("CopyO");
    assert.equal(await copyButtons(form).count(), 0);
    await keyboard.press("Enter");
    await form.page.getByText("CopyObject requires the parameter CopySource.").waitFor();
    assert.equal(await box.inputValue(), "CopyObject");

    await type("heado");
    await switchWindows(box);
    await keyboard.type("bject");
    assert.equal(await box.inputValue(), "headobject");
    await keyboard.press("Enter");
    await form.page.getByText("Valid until").waitFor();
    await chosen("HeadObject");
    await type("CopyO");
    await form.page.getByRole("option", { name: "CopyObject" }).waitFor();
    await switchWindows(box);
    await form.page.getByRole("option", { name: "CopyObject" }).click();
    await form.page.getByText("CopyObject requires the parameter CopySource.").waitFor();

    await type("headobject");
    await keyboard.press("Tab");
    await form.page.getByText("Valid until").waitFor();
    await chosen("HeadObject");

    for (const leave of ["Tab", "Escape"]) {
      await type("PutNothing");
      await field.getByText("S3 has no operation “PutNothing”.").waitFor();
      assert.equal(await copyButtons(form).count(), 0);
      await keyboard.press("Enter");
      await field.getByText("S3 has no operation “PutNothing”.").waitFor();
      await keyboard.press(leave);
      await field.getByText("S3 has no operation “PutNothing”.").waitFor({ state: "hidden" });
      await chosen("HeadObject");
    }
    // Several operations contain this text.
    await type("Get");
    await keyboard.press("Tab");
    await chosen("HeadObject");
    await type("");
    await keyboard.press("Enter");
    await keyboard.press("Tab");
    await chosen("HeadObject");

    await type("o");
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await field.locator("vscode-single-select:not([open])").waitFor();
    assert.notEqual(await box.inputValue(), "");
  },
  { viewport },
);

windowTest(
  "a parameter by keyboard, and JSON that is not valid: nothing signed before can be copied",
  async (window) => {
    const { keyboard } = window.page;
    const form = await openForm(window, "demo", "acme-reports", "README.md");
    await form.hasKeyboard();
    await form.page.locator("vscode-tab-panel .field:not([data-path]) input.combobox-input").focus();
    await keyboard.type("responsecontentt");
    await keyboard.press("Enter");
    await form.write("ResponseContentType", "text/plain");
    await form.signed("response-content-type");

    await form.page.getByRole("tab", { name: "JSON" }).click();
    const json = form.field("json").locator("textarea");
    // The valid text would be signed after a pause, in which the next one is typed.
    await json.evaluate((area) => {
      for (const text of ['{ "Bucket": "acme-reports", "Key": "logo.png" }', "{"]) {
        const box = (area.getRootNode() as ShadowRoot).host as HTMLElement & { value: string };
        box.value = text;
        box.dispatchEvent(new Event("input"));
      }
    });
    await form.page.getByText("This is not a JSON object.").waitFor();
    // The form signs what is typed after a pause of 200 ms.
    await json.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
    assert.equal(await copyButtons(form).count(), 0);
    await json.fill('{ "Bucket": "acme-reports", "Key": "logo.png" }');
    await form.signed("logo.png");
    assert.ok((await copyButtons(form).count()) > 0);
  },
  { viewport },
);

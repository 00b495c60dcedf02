import { isSealed, openSealed, type SealedData } from "../../src/core/share/sealPage.ts";
import { element } from "../form/dom.ts";
import { isKorean } from "./language.ts";
import { texts } from "./sealedTexts.ts";
import "./sealed.css";

/**
 * Reads the page's data block. If it is sealed, asks for the passphrase until one opens it. Nothing is sent anywhere, and
 * neither the passphrase nor the data is kept beyond the page.
 */
export async function openData<T>(): Promise<T> {
  const block = document.getElementById("page-data");
  const data: unknown = JSON.parse(block?.textContent ?? "null");
  return isSealed(data) ? (JSON.parse(await opened(data)) as T) : (data as T);
}

/** Never resolves where the browser lacks WebCrypto; the page then shows the reason. */
function opened(sealed: SealedData): Promise<string> {
  document.documentElement.lang = isKorean ? "ko" : "en";
  const main = document.querySelector("main") ?? document.body;
  return new Promise((resolve) => {
    if (!globalThis.crypto?.subtle) {
      main.prepend(element("p", { role: "alert" }, texts.insecure));
      return;
    }
    const form = passphraseForm(async (passphrase) => {
      const text = await openSealed(sealed, passphrase);
      if (text === undefined) return false;
      form.remove();
      resolve(text);
      return true;
    });
    main.prepend(form);
    form.querySelector("input")?.focus();
  });
}

/** @param open whether the passphrase was the right one */
function passphraseForm(open: (passphrase: string) => Promise<boolean>): HTMLFormElement {
  const status = element("p", { role: "status" });
  const button = element("button", {}, texts.open);
  const input = element("input", {
    id: "passphrase",
    // Not a password field: browsers should not save it, and five words are easier to type when they can be read.
    type: "text",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: false,
    required: true,
    "aria-describedby": "passphrase-help",
  });
  const submit = async (event: Event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    status.textContent = texts.opening;
    if (await open(input.value)) return;
    button.disabled = false;
    status.textContent = texts.wrong;
    input.select();
  };
  return element(
    "form",
    { class: "sealed", onsubmit: submit },
    element("h1", {}, texts.passphrase),
    element("p", {}, texts.sealed),
    element("label", { for: "passphrase" }, texts.passphrase),
    input,
    button,
    element("p", { id: "passphrase-help" }, texts.local),
    status,
  );
}

import type { UploadPageData } from "../../src/core/post/upload/uploadPage.ts";

/** The parts of the page that are there before its script runs. */
export const find = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
export const data: UploadPageData = JSON.parse(find("form-data").textContent);
export const form = find<HTMLFormElement>("upload");
export const input = find<HTMLInputElement>("file");

export const make = <K extends keyof HTMLElementTagNameMap>(name: K, text = ""): HTMLElementTagNameMap[K] => {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
};

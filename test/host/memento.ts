import type * as vscode from "vscode";

/** Storage of an extension that is kept in memory. @param stored its values by name */
export function memento(stored = new Map<string, unknown>()): vscode.ExtensionContext["globalState"] {
  return {
    get: (name: string) => stored.get(name),
    update: async (name: string, value: unknown) => void stored.set(name, value),
  } as Partial<vscode.Memento> as vscode.ExtensionContext["globalState"];
}

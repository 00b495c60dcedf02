import type { LinkState, SharedLink } from "../core/ledger/linkLedger.ts";

export interface StateNode {
  kind: "linkState";
  state: LinkState;
  links: SharedLink[];
}

/** One link that can be signed anew. */
export interface LinkNode {
  kind: "link";
  link: SharedLink;
}

/** An upload form, or many links at once. */
export interface BundleNode {
  kind: "bundle";
  link: SharedLink;
}

export type LedgerNode = StateNode | LinkNode | BundleNode;

export function linkNode(link: SharedLink): LinkNode | BundleNode {
  return { kind: link.kind === "url" ? "link" : "bundle", link };
}

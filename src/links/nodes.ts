import type { LinkGroup, SharedLink } from "../core/ledger/linkLedger.ts";

export interface StateNode {
  kind: "linkState";
  state: LinkGroup;
  links: SharedLink[];
}

/** A single link, which can be signed again. */
export interface LinkNode {
  kind: "link";
  link: SharedLink;
}

/** An upload form, or an export of many links. */
export interface BundleNode {
  kind: "bundle";
  link: SharedLink;
}

export type LedgerNode = StateNode | LinkNode | BundleNode;

export function linkNode(link: SharedLink): LinkNode | BundleNode {
  return { kind: link.kind === "url" ? "link" : "bundle", link };
}

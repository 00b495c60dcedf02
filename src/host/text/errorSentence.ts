/** An error as shown to the user: what happened, and what to do about it. */
export interface ErrorText {
  cause: string;
  next: string;
  action?: ErrorAction;
  /** What else may help. The tree has notices of its own for it. */
  alternative?: ErrorAction;
}

export interface ErrorAction {
  title: string;
  command: string;
  arguments?: unknown[];
}

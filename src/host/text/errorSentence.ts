/** An error as shown to the user: what happened, and what to do about it. */
export interface ErrorText {
  cause: string;
  next: string;
  action?: ErrorAction;
}

export interface ErrorAction {
  title: string;
  command: string;
  arguments?: unknown[];
}

/** An error as a person reads it: what happened, and what to do about it. */
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

import { posixShell } from "../../core/text/quote.ts";

export interface SignIn {
  /** The profile that signs in. */
  profile: string;
  by: "sso" | "login";
}

/** Whether every shell reads the text as one plain word. */
export const isPlain = (text: string) => /^[\w.@+-]+$/.test(text);

/** Arguments of the AWS CLI. */
export const signInArguments = ({ profile, by }: SignIn) => [
  ...(by === "sso" ? ["sso", "login"] : ["login"]),
  "--profile",
  profile,
];

/** The command of the AWS CLI that signs in, as a person types it. */
export function signInCommand(signIn: SignIn): string {
  return ["aws", ...signInArguments(signIn).map((word) => (isPlain(word) ? word : posixShell(word)))].join(" ");
}

import { posixShell } from "../../core/text/quote.ts";

export interface SignIn {
  /** The profile that signs in. */
  profile: string;
  by: "sso" | "login";
}

/** Whether every shell reads the text as a single word without quoting. */
export const isPlain = (text: string) => /^[\w.@+-]+$/.test(text);

/** Arguments of the AWS CLI. */
export const signInArguments = ({ profile, by }: SignIn) => [
  ...(by === "sso" ? ["sso", "login"] : ["login"]),
  "--profile",
  profile,
];

/** The AWS CLI command that signs in, as a user would type it. */
export function signInCommand(signIn: SignIn): string {
  return ["aws", ...signInArguments(signIn).map((word) => (isPlain(word) ? word : posixShell(word)))].join(" ");
}

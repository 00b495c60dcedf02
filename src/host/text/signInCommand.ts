import { posixShell } from "../../core/text/quote.ts";

export interface SignIn {
  /** The profile that signs in. Without it, the AWS CLI asks for what it needs and creates a profile. */
  profile?: string;
  by: "sso" | "login";
}

/** Whether every shell reads the text as a single word without quoting. */
export const isPlain = (text: string) => /^[\w.@+-]+$/.test(text);

/** Arguments of the AWS CLI. */
export function signInArguments({ profile, by }: SignIn): string[] {
  if (profile === undefined) return by === "sso" ? ["configure", "sso"] : ["login"];
  return [...(by === "sso" ? ["sso", "login"] : ["login"]), "--profile", profile];
}

/** The AWS CLI command that signs in, as a user would type it. */
export function signInCommand(signIn: SignIn): string {
  return ["aws", ...signInArguments(signIn).map((word) => (isPlain(word) ? word : posixShell(word)))].join(" ");
}

/** A line of the AWS files that would not have the effect that the user intended. */
export interface LineFault {
  line: number;
  /** `line`: it cannot be read. `indent`: it belongs to the setting above by mistake. `encoding`: it is not UTF-8. */
  what: "line" | "indent" | "encoding";
  /** Whether the section cannot be used, because its address or credentials would not be the intended ones. */
  makesUnusable: boolean;
}

export interface ValueLine {
  text: string;
  line: number;
}

/** A setting as it is read: each line of its value, and where that line is in the file. */
export interface ReadSetting {
  name: string;
  lines: [ValueLine, ...ValueLine[]];
}

/** Settings that are one word. Servers get the rest of a line too, and can quote it. */
const WORDS = [
  "aws_access_key_id",
  "aws_secret_access_key",
  "aws_session_token",
  "aws_account_id",
  "role_arn",
  "role_session_name",
  "external_id",
  "mfa_serial",
  "sso_start_url",
  "sso_region",
  "sso_account_id",
  "sso_role_name",
  "login_session",
];
/** The other settings that decide the address or the credentials and are not blocks. */
const OTHERS = [
  "region",
  "endpoint_url",
  "ignore_configured_endpoint_urls",
  "services",
  "use_fips_endpoint",
  "use_dualstack_endpoint",
  "ca_bundle",
  "source_profile",
  "credential_source",
  "credential_process",
  "web_identity_token_file",
  "duration_seconds",
  "sso_session",
  "ec2_metadata_service_endpoint",
  "ec2_metadata_service_endpoint_mode",
  "ec2_metadata_v1_disabled",
];
const NO_BLOCKS = [...WORDS, ...OTHERS, "output"];
const BLOCKS = ["s3", "sts", "sso", "signin"];
const IN_BLOCKS = ["endpoint_url", "use_dualstack_endpoint"];

/** Characters that surround a name or are part of it by mistake. */
const STRAY = "[\\s\"'`\\p{Cc}\\p{Cf}]";
/** Options of the AWS CLI have hyphens. */
const startingWith = (names: string[]) =>
  new RegExp(`^${STRAY}*(?:${names.join("|").replaceAll("_", "[_-]")})(?=${STRAY}|[=:]|$)`, "iu");
const DECIDING = startingWith([...WORDS, ...OTHERS, ...BLOCKS]);
const ALLOWED_IN_BLOCKS = startingWith(IN_BLOCKS);

/** Whether a text starts with the name of a setting that decides the address or the credentials. */
export const startsWithDeciding = (text: string): boolean => DECIDING.test(text);

/** Whether a section with this setting is a profile. Other sections can have a region or a block. */
export const isOfProfile = (name: string): boolean => name !== "region" && [...WORDS, ...OTHERS].includes(name);

/** `endpoint_url http://localhost` has the name `endpoint_url http` in this format, which nothing would use. */
export function nameFault(name: string, line: number): LineFault | undefined {
  const isDeciding = startsWithDeciding(name);
  const isName = !new RegExp(STRAY, "u").test(name) && !(isDeciding && name.includes("-"));
  return isName ? undefined : { line, what: "line", makesUnusable: isDeciding };
}

/** @param header of the section */
export function settingFault({ name, lines: [first, ...more] }: ReadSetting, header: string): LineFault | undefined {
  const rest = more.filter(({ text }) => text !== "");
  const isBlock = first.text === "" && rest.length > 0;
  const isDeciding = startsWithDeciding(name);
  const indented = isBlock ? indentedBelowBlock(name, rest) : indentedBelowValue(name, rest);
  if (indented) {
    const makesUnusable = isDeciding || rest.some(({ text }) => startsWithDeciding(text));
    return { line: indented.line, what: "indent", makesUnusable };
  }
  const isWrong = BLOCKS.includes(name) ? first.text !== "" : WORDS.includes(name) && /\s/.test(first.text);
  if (isWrong) return { line: first.line, what: "line", makesUnusable: true };
  // It belongs to the block of a service, but it is not indented.
  const isOutside = header.startsWith("services") && isDeciding && first.text !== "";
  return isOutside ? { line: first.line, what: "indent", makesUnusable: true } : nameFault(name, first.line);
}

/** The first line that does not belong to a block. */
function indentedBelowBlock(name: string, lines: ValueLine[]): ValueLine | undefined {
  if (NO_BLOCKS.includes(name)) return lines[0];
  return lines.find(({ text }) => startsWithDeciding(text) && !ALLOWED_IN_BLOCKS.test(text));
}

/** The first line that does not continue a value. Only commands are so long that they are written in several lines. */
function indentedBelowValue(name: string, lines: ValueLine[]): ValueLine | undefined {
  if (name !== "credential_process") return lines[0];
  return lines.find(({ text }) => startsWithDeciding(text) && /[=:]/.test(text));
}

export interface AwsFileTexts {
  config?: string;
  credentials?: string;
}

type Sections = Record<string, Record<string, string>>;

/** What the files define, without the sections that a bad line makes unusable. */
export interface ConfigReading {
  profiles: Sections;
  services: Sections;
  ssoSessions: Sections;
}

export interface ConfigCase {
  title: string;
  files: AwsFileTexts;
  /** File, line, section and kind of each fault: `config:2 profile a, indent`. The kind `line` is left out. Defaults to none. */
  faults?: string[];
  /** For files that botocore rejects because of a bad line: the files without its section, read by botocore. */
  without?: AwsFileTexts;
  /** An intended difference from botocore, which reads the files in another way or rejects them. */
  difference?: { reason: string; reading: Partial<ConfigReading> };
}

const config = (title: string, text: string, rest: Omit<ConfigCase, "title" | "files"> = {}): ConfigCase => ({
  title,
  files: { config: text },
  ...rest,
});
const credentials = (title: string, text: string, rest: Omit<ConfigCase, "title" | "files"> = {}): ConfigCase => ({
  title,
  files: { credentials: text },
  ...rest,
});
/** `good` is what is left of the file without the section that has the bad line. */
const rejected = (title: string, text: string, good: string, ...faults: string[]): ConfigCase =>
  config(title, text, { faults, without: { config: good } });
const differing = (title: string, text: string, reason: string, profiles: Sections, ...faults: string[]): ConfigCase =>
  config(title, text, { difference: { reason, reading: { profiles } }, faults });

const COMMENT = "the other SDKs end a value before whitespace and # or ;, and no region or key contains these";
const IGNORED = "botocore ignores the line, so that the profile would be one of AWS, or without its own settings";
const JOINED = "botocore appends the line to the value above, and errors could quote a secret in it";
const LAST = "the other SDKs use the last of several equal names, and botocore rejects the file";
const SPACES = "the other SDKs ignore whitespace inside the brackets, and botocore skips the section";
const MERGED = "the other SDKs merge sections with the same header, and botocore rejects the file";

/** `text` is a profile's, with the fault in its second line. */
const joined = (title: string, text: string): ConfigCase =>
  differing(
    title,
    `[default]\nregion = b\n[profile x]\n${text}`,
    JOINED,
    { default: { region: "b" } },
    "config:5 profile x, indent",
  );
/** `text` is a profile's. */
const ignoredLine = (title: string, text: string): ConfigCase =>
  differing(
    title,
    `[default]\nregion = b\n[profile x]\n${text}`,
    IGNORED,
    { default: { region: "b" } },
    "config:4 profile x",
  );

const plain: ConfigCase[] = [
  { title: "no files", files: {} },
  { title: "empty files", files: { config: "", credentials: "\n\n" } },
  config("one profile", "[default]\nregion = eu-west-1\n"),
  config("no whitespace", "[default]\nregion=eu-west-1"),
  config("much whitespace", "[default]\nregion   =\t  eu-west-1 \t \n"),
  config("Windows line ends", "[default]\r\nregion = eu-west-1\r\noutput = json\r\n"),
  config("old Macintosh line ends", "[default]\rregion = eu-west-1\routput = json\r"),
  config("blank lines", "\n\n[default]\n\nregion = eu-west-1\n\n\noutput = json\n\n"),
  config("a colon as delimiter", "[default]\nregion: eu-west-1\noutput:json\n"),
  config("the first delimiter counts", "[default]\na = b:c\nd: e=f\nendpoint_url = http://127.0.0.1:9000/?a=b\n"),
  config("names are case-insensitive", "[default]\nRegion = A\nENDPOINT_URL = http://B\nAws_Access_Key_Id = C\n"),
  config("names with unusual characters", "[default]\na.b-c/d = 1\n이름 = 값\n"),
  config("a name with a space", "[default]\na b = 1\nregion = c\n", { faults: ["config:2"] }),
  config("an empty value", "[default]\nregion =\noutput = json\n"),
  config("quotes in a value are kept", "[default]\nregion = \"eu-west-1\"\nrole_session_name = 'me'\n"),
  config("sections that are not profiles", "[preview]\na = b\n[plugins]\nc = d\n[minio]\ne = f\n[profile x]\ng = h\n"),
  config("a profile without settings", "[profile empty]\n[profile other]\nregion = x\n"),
  config("the profile prefix of default", "[profile default]\nregion = a\n"),
  config("default replaces profile default", "[profile default]\nregion = a\noutput = json\n[default]\nregion = b\n"),
  config("profile default replaces default", "[default]\nregion = b\noutput = json\n[profile default]\nregion = a\n"),
  config(
    "settings of DEFAULT apply to all",
    "[DEFAULT]\nregion = a\noutput = text\n[profile x]\nregion = b\n[default]\n",
  ),
  config("a setting named __proto__", "[default]\n__proto__ = a\nregion = b\nconstructor = c\n"),
];

const comments: ConfigCase[] = [
  config("comment lines", "# one\n; two\n[default]\n# three\nregion = a\n  # four\n; five\noutput = b\n"),
  config("a comment after a header", "[default]# comment\nregion = a\n[profile x] ; comment\nregion = b\n"),
  config("text after a header", "[default] text\nregion = a\n"),
  config("# inside a value", "[default]\nsso_start_url = https://corp.example.com/start#/\nb = c;d\n"),
  config("# in a command", "[default]\ncredential_process = get-keys --tag #1 ; --other\n"),
  config(
    "a comment within a block",
    "[default]\ns3 =\n  # note\n  addressing_style = path\n# note\n  use_accelerate_endpoint = true\n",
  ),
  differing("a comment after a value", "[default]\nregion = a # b\noutput = c ;d\n", COMMENT, {
    default: { region: "a", output: "c" },
  }),
  differing("a comment in place of a value", "[default]\nregion = # none\noutput = c\n", COMMENT, {
    default: { output: "c" },
  }),
  differing(
    "a comment after the name of a block",
    "[default]\ns3 = # note\n  addressing_style = path # note\n",
    COMMENT,
    {
      default: { "s3.addressing_style": "path" },
    },
  ),
  differing("a comment with a bracket after a header", "[profile x] # see [y]\nregion = a\n", COMMENT, {
    x: { region: "a" },
  }),
];

const values: ConfigCase[] = [
  config("a continued value", "[default]\ncredential_process = get-keys\n  --profile me\n  --json\nregion = a\n"),
  config("a continued value with blank lines", "[default]\na = b\n\n  c\n\n\nregion = d\n", {
    faults: ["config:4, indent"],
  }),
  config("a line indented by a tab", "[default]\na = b\n\tc\n", { faults: ["config:3, indent"] }),
  config(
    "a continued command with blank lines",
    "[default]\ncredential_process = get-keys # 1\n\n\t--profile me\n\n  region --x\n\nregion = d\n",
  ),
  config("an indented section", "  [default]\n  region = a\n  output = b\n"),
  config("a header that is indented less", "    [default]\n    region = a\n  [profile x]\n  region = b\n"),
  config("settings that are indented", "[default]\n    region = a\n    output = b\n"),
  joined("a header that is indented more", "region = a\n  [profile y]\n  output = b\n"),
  joined("a setting that is indented more", "region = a\n  output = b\n"),
  joined("a secret below a region", "region = a\n  aws_secret_access_key = B\n"),
  joined("a secret below an endpoint", "endpoint_url = http://a\n\taws_secret_access_key = B\n"),
  joined("a secret below a profile", "source_profile = a\n  aws_secret_access_key = B\n"),
  joined("a secret below another setting", "output = json\n  aws_secret_access_key = B\n"),
  joined("an endpoint below another setting", "cli_pager = a\n  endpoint_url http://a\n"),
  joined("a secret in two lines", "aws_secret_access_key = A\n  B\n"),
  joined("an endpoint below a command", "credential_process = a\n  endpoint_url = http://b\n"),
  joined("a block below a region", "region =\n  aws_secret_access_key = B\n"),
  joined("a block below another value", "output =\n  endpoint_url = http://a\n"),
  joined("a region in a block", "s3 =\n  region = a\n"),
  joined("a block after a value", "s3 = x\n  addressing_style = path\n"),
  config("a block", "[default]\ns3 =\n  addressing_style = path\n  endpoint_url = http://a:1/?b=c\nregion = d\n"),
  config("a block with blank lines", "[default]\ns3 =\n\n  addressing_style = path\n\n  a = b\n\nregion = d\n"),
  config("a block at several depths", "[default]\ns3 =\n    a = b\n  c = d\n      e = f\n"),
  config("a block in an indented section", "[default]\n  s3 =\n    a = b\n  region = c\n"),
  config("a block with an empty setting", "[default]\ns3 =\n  a =\n  b = c\n"),
  config("two blocks", "[services x]\ns3 =\n  endpoint_url = http://a\nsts =\n  endpoint_url = http://b\n"),
  differing(
    "names in a block in capitals",
    "[default]\ns3 =\n  Addressing_Style = path\n",
    "names are case-insensitive",
    {
      default: { "s3.addressing_style": "path" },
    },
  ),
];

const names: ConfigCase[] = [
  config("a name in double quotes", '[profile "My Team"]\nregion = a\n'),
  config("a name in single quotes", "[profile 'Foo Bar']\nregion = a\n"),
  config("quotes that are not needed", "[profile \"a\"]\nregion = a\n[profile 'b']\nregion = b\n"),
  config("a name that is partly quoted", "[profile a' b'\"c d\"e]\nregion = a\n"),
  config("a quote within quotes", '[profile "O\'Brien"]\nregion = a\n[profile \'say "hi"\']\nregion = b\n'),
  config("escaped characters", '[profile a\\ b]\nx = 1\n[profile "c\\"d"]\nx = 2\n[profile "e\\f"]\nx = 3\n'),
  config("a backslash", "[profile CORP\\me]\nregion = a\n"),
  config(
    "names in other scripts",
    '[profile 개발]\nregion = a\n[profile "팀 하나"]\nregion = b\n[profile né]\nregion = c\n',
  ),
  config("names with punctuation", "[profile a@b.c+d%e:f/g_h-i,j=k#l]\nregion = a\n"),
  config("a bracket in a name", "[profile a]b]\nregion = a\n[profile [c]\nregion = b\n"),
  config("several spaces before a name", "[profile   a]\nregion = a\n[profile\tb]\nregion = b\n"),
  config("no space before a name in quotes", '[profile"a b"]\nregion = a\n'),
  config("a word that starts with profile", "[profiles x]\nregion = a\n[profiles]\nregion = b\n"),
  config("an equal name in quotes replaces the first", '[profile a]\nx = 1\ny = 2\n[profile "a"]\nx = 3\n'),
  config("names differ in case", "[profile a]\nx = 1\n[profile A]\nx = 2\n[Default]\nx = 3\n"),
  config(
    "an SSO session in quotes",
    "[sso-session 'My Corp Ltd']\nsso_region = a\n[profile x]\nsso_session = My Corp Ltd\n",
  ),
  config("an SSO session in another script", "[sso-session 회사]\nsso_region = a\nSSO_Start_URL = b\n"),
  config(
    "services in quotes",
    '[services "my store"]\ns3 =\n  endpoint_url = http://a\n[profile x]\nservices = my store\n',
  ),
  config("names of objects", "[profile __proto__]\nregion = a\n[profile constructor]\nregion = b\n"),
  differing("spaces inside the brackets", "[ profile a ]\nregion = a\n[ default ]\nregion = b\n", SPACES, {
    a: { region: "a" },
    default: { region: "b" },
  }),
];

/** Lines that botocore reads, but without the effect that they should have. */
const ignored: ConfigCase[] = [
  ignoredLine("an endpoint without a delimiter", "endpoint_url http://127.0.0.1\n"),
  ignoredLine("a region without a delimiter", "region eu-west-1 # e.g.: a\n"),
  ignoredLine("a setting name in double quotes", '"endpoint_url" = http://a\n'),
  ignoredLine("a setting name in single quotes", "'region': a\n"),
  ignoredLine("an invisible character in a name", "endpoint_url\u200b = http://a\n"),
  ignoredLine("a no-break space in a name", "region\u00a0eu-west-1 = a\n"),
  ignoredLine("two settings in one line", "aws_access_key_id = A aws_secret_access_key = B\n"),
  ignoredLine("a role and a secret in one line", "role_arn = arn:aws:iam::1:role/a aws_secret_access_key = B\n"),
  ignoredLine("hyphens in a name", "endpoint-url = http://a\n"),
  ignoredLine("a control character in a name", "endpoint_url\0 = http://a\n"),
  ignoredLine("a block in one line", "s3 = addressing_style = path\n"),
  differing(
    "settings after a header",
    "[profile x] endpoint_url = http://a\nregion = a\n[default]\nregion = b\n",
    IGNORED,
    { default: { region: "b" } },
    "config:1 profile x",
  ),
  config(
    "settings with a bracket after a header",
    "[default]\nregion = b\n[profile x] endpoint_url = http://[::1]:9000\n",
    { faults: ["config:3 profile x, name"] },
  ),
  differing(
    "an open header with a delimiter",
    "[default]\nregion = a\n[profile b: c\nregion = d\n",
    "the settings of one section would become those of another one, and botocore rejects the file",
    { default: { region: "a" } },
    "config:3 profile b: c, name",
  ),
  config("a profile without the prefix", "[default]\nregion = b\n[minio]\nendpoint_url = http://a\n", {
    faults: ["config:3 profile minio, prefix"],
  }),
  config("a profile with a prefix in uppercase", '[Profile "a b"]\ns3 =\n  a = b\nservices = c\n', {
    faults: ["config:1 profile a b, prefix"],
  }),
  config("a profile with another delimiter", "[profile:a]\nrole_arn = b\n", {
    faults: ["config:1 profile a, prefix"],
  }),
  config("a section with a region that is not a profile", "[plugins]\nregion = a\ns3 =\n  b = c\n"),
  differing(
    "an endpoint of all profiles without a delimiter",
    "[DEFAULT]\nendpoint_url http://127.0.0.1\n[profile a]\nregion = b\n[default]\n[plugins]\n",
    IGNORED,
    {},
    "config:2 profile a",
    "config:2 profile default",
    "config:2 profile plugins",
  ),
  ...[
    ["an endpoint without a delimiter in services", "s3 =\n  endpoint_url http://a/?b=c\n", "config:3 services x"],
    ["an endpoint that is not indented in services", "s3 =\nendpoint_url = http://a\n", "config:3 services x, indent"],
    ["an endpoint in one line in services", "s3 = endpoint_url = http://a\n", "config:2 services x"],
    ["an endpoint after the header of services", "", "config:1 services x"],
  ].map(([title = "", text = "", fault = ""]) =>
    differing(
      title,
      `[services x]${text ? "" : " endpoint_url = http://a"}\n${text}[profile y]\nservices = x\n`,
      IGNORED,
      { y: { services: "x" } },
      fault,
    ),
  ),
];

/** botocore skips the first sections of these silently. */
const unreadable: ConfigCase[] = [
  config("two words as a name", "[profile a b]\nregion = a\n[default]\nregion = b\n", {
    faults: ["config:1 profile a b, name"],
  }),
  config("no name", "[profile]\nregion = a\n[default]\nregion = b\n", { faults: ["config:1, name"] }),
  config("no name of an SSO session or services", "[sso-session]\nsso_region = a\n[services ]\ns3 =\n", {
    faults: ["config:1, name", "config:3, name"],
  }),
  config("an open quote", '[default]\nregion = b\n[profile "a b]\nregion = a\n', {
    faults: ["config:3 profile a b, name"],
  }),
  config("an apostrophe", "[profile O'Brien]\nregion = a\n[default]\nregion = b\n", {
    faults: ["config:1 profile O'Brien, name"],
  }),
  config("an SSO session of two words", "[sso-session a b]\nsso_region = c\n", {
    faults: ["config:1 sso-session a b, name"],
  }),
  config("an empty name", '[profile ""]\nregion = a\n[default]\nregion = b\n', {
    faults: ["config:1, name"],
    difference: {
      reason: "nothing could show a profile without a name",
      reading: { profiles: { default: { region: "b" } } },
    },
  }),
  rejected(
    "a line without a delimiter",
    "[default]\nregion a\n[profile x]\nregion = b\n",
    "[profile x]\nregion = b\n",
    "config:2 profile default",
  ),
  rejected(
    "the first bad line of several",
    "[profile a]\nx = 1\nbad\nworse\n[profile b]\nregion = b\n",
    "[profile b]\nregion = b\n",
    "config:3 profile a",
  ),
  rejected(
    "a line without a name",
    "[profile a]\n= x\n[profile b]\nregion = b\n",
    "[profile b]\nregion = b\n",
    "config:2 profile a",
  ),
  rejected(
    "a line before the first header",
    "region = a\noutput = b\n[default]\nregion = b\n",
    "[default]\nregion = b\n",
    "config:1",
  ),
  rejected(
    "an open header",
    "[profile a]\nx = 1\n[profile b\nx = 2\nbad\n[profile c]\nx = 3\n",
    "[profile a]\nx = 1\n[profile c]\nx = 3\n",
    "config:3 profile b",
  ),
  rejected("an empty header", "[profile a]\nx = 1\n[]\nx = 2\n", "[profile a]\nx = 1\n", "config:3"),
  rejected(
    "a bad line in a block",
    "[profile a]\ns3 =\n  addressing_style path\n[profile b]\nx = 1\n",
    "[profile b]\nx = 1\n",
    "config:3 profile a",
  ),
  rejected(
    "a bad line in services",
    "[services a]\ns3\n[profile b]\nservices = a\n",
    "[profile b]\nservices = a\n",
    "config:2 services a",
  ),
  rejected(
    "a bad line in an SSO session",
    "[sso-session 'a b']\nx = 1\ny\n[sso-session c]\nx = 1\n",
    "[sso-session c]\nx = 1\n",
    "config:3 sso-session a b",
  ),
  rejected(
    "a bad line in another section",
    "[plugins]\nbad\n[default]\nregion = a\n",
    "[default]\nregion = a\n",
    "config:2 profile plugins",
  ),
  rejected(
    "a bad line in quotes",
    '[profile "My Team"]\nregion\n[default]\nregion = a\n',
    "[default]\nregion = a\n",
    "config:2 profile My Team",
  ),
  {
    title: "a bad line in the credentials file",
    files: { config: "[profile a]\nregion = a\n[profile b]\nregion = b\n", credentials: "[a]\nx = 1\n[b]\nsecret\n" },
    faults: ["credentials:4 profile b"],
    without: { config: "[profile a]\nregion = a\n", credentials: "[a]\nx = 1\n" },
  },
  differing("a repeated setting", "[default]\nregion = a\nREGION = b\n", LAST, { default: { region: "b" } }),
  differing("a repeated block", "[profile a]\ns3 =\n  x = 1\n  y = 2\ns3 =\n  x = 3\n", MERGED, {
    a: { "s3.x": "3", "s3.y": "2" },
  }),
  differing("a repeated section", "[profile a]\nx = 1\ny = 2\n[profile a]\nx = 3\n", MERGED, { a: { x: "3", y: "2" } }),
  differing("a byte order mark", "\ufeff[default]\nregion = a\n", "editors on Windows write it", {
    default: { region: "a" },
  }),
];

const both: ConfigCase[] = [
  credentials("credentials only", "[default]\naws_access_key_id = A\naws_secret_access_key = B\n[x]\na = b\n"),
  credentials("names are taken as they are", "[profile x]\na = 1\n[\"y\"]\na = 2\n[z z]\na = 3\n['O'Brien]\na = 4\n"),
  credentials("a non-ASCII name in credentials", "[개발]\naws_access_key_id = A\n"),
  credentials("credentials in capitals", "[x]\nAWS_ACCESS_KEY_ID = A\nAWS_SECRET_ACCESS_KEY = B\n"),
  credentials("only the config file has SSO sessions", "[sso-session x]\na = 1\n[services y]\na = 2\n"),
  credentials("a secret with special characters", "[x]\naws_secret_access_key = a/b+c=d==#e;f:g\n"),
  {
    title: "credentials take precedence",
    files: { config: "[profile x]\nregion = a\noutput = b\n", credentials: "[x]\nregion = c\nkey = d\n" },
  },
  {
    title: "a block in credentials replaces the whole block",
    files: { config: "[profile x]\ns3 =\n  a = 1\n  b = 2\n", credentials: "[x]\ns3 =\n  a = 3\n" },
  },
  {
    title: "a quoted profile and its credentials",
    files: { config: '[profile "My Team"]\nregion = a\n', credentials: "[My Team]\naws_access_key_id = A\n" },
  },
  {
    title: "DEFAULT in each file",
    files: { config: "[DEFAULT]\nregion = a\n[profile x]\n", credentials: "[DEFAULT]\noutput = b\n[x]\n[y]\n" },
  },
];

export const configCases: ConfigCase[] = [
  ...plain,
  ...comments,
  ...values,
  ...names,
  ...ignored,
  ...unreadable,
  ...both,
];

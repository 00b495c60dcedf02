export interface HostCase {
  title: string;
  region: string;
  bucket: string;
  /** A config file whose profile is `p`. */
  config: string;
  env: Record<string, string>;
  /** An intended difference from botocore, and the hosts of this extension. */
  difference?: { reason: string; hosts: Hosts };
}

/** Of a request, a link, a form, and a request to STS. Null if there is none. */
export type Hosts = [request: string | null, link: string | null, form: string | null, sts: string | null];

/** One or more of each partition, and a region that no release knows. */
const REGIONS = [
  "us-east-1",
  "eu-west-1",
  "ap-northeast-2",
  "us-gov-west-1",
  "cn-north-1",
  "eusc-de-east-1",
  "us-iso-east-1",
  "us-isob-east-1",
  "eu-isoe-west-1",
  "us-isof-south-1",
  "eu-north-99",
];

const FIPS = "use_fips_endpoint = true\n";
const DUALSTACK = "use_dualstack_endpoint = true\n";
const ACCELERATE = "  use_accelerate_endpoint = true\n";
const VIRTUAL = "  addressing_style = virtual\n";
const PATH = "  addressing_style = path\n";

/** By title: the settings of the profile, and those of its block `s3`. */
const SETTINGS: Record<string, { profile?: string; s3?: string }> = {
  plain: {},
  path: { s3: PATH },
  FIPS: { profile: FIPS },
  dualstack: { profile: DUALSTACK },
  "FIPS, dualstack": { profile: FIPS + DUALSTACK },
  "path, FIPS, dualstack": { profile: FIPS + DUALSTACK, s3: PATH },
  accelerate: { s3: VIRTUAL + ACCELERATE },
  "accelerate, dualstack": { profile: DUALSTACK, s3: VIRTUAL + ACCELERATE },
};

const accessPoint = (region: string, service = "s3") => {
  const prefix = Object.entries({
    "us-gov": "aws-us-gov",
    cn: "aws-cn",
    eusc: "aws-eusc",
    "us-isob": "aws-iso-b",
  }).find(([start]) => region.startsWith(start));
  return `arn:${prefix?.[1] ?? "aws"}:${service}:${region}:123456789012:accesspoint/reports`;
};

function hostCase(
  title: string,
  region: string,
  bucket: string,
  { profile = "", s3 = VIRTUAL }: { profile?: string; s3?: string } = {},
  env: Record<string, string> = {},
): HostCase {
  // Otherwise botocore uses the former global host of us-east-1.
  const block = `s3 =\n  us_east_1_regional_endpoint = regional\n${s3}`;
  const config = `[profile p]\nregion = ${region}\n${profile}${block}`;
  return { title: `${region} ${title}`, region, bucket, config, env };
}

/** botocore's older data about endpoints has no dualstack hosts of these partitions, so it reports an error. */
const NO_DUALSTACK = ["eu-isoe-west-1", "us-isof-south-1"];

const settingsIn = (region: string) =>
  Object.entries(SETTINGS).filter(([title]) => !NO_DUALSTACK.includes(region) || !title.includes("dualstack"));

const combinations = REGIONS.flatMap((region) =>
  settingsIn(region).flatMap(([title, settings]) => [
    hostCase(title, region, "reports", settings),
    hostCase(`${title}, access point`, region, accessPoint(region), settings),
  ]),
);

const REGION = "eu-west-1";
const OUTPOST = "arn:aws:s3-outposts:eu-west-1:123456789012:outpost/op-01234567890123456/accesspoint/reports";
const MULTI_REGION = "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap";
const GLOBAL = "botocore signs links and forms for the global host, which redirects them";
const global = (title: string, hosts: Hosts, profile = ""): HostCase => ({
  ...hostCase(`default style, ${title}`, REGION, "reports", { profile, s3: "" }),
  difference: { reason: GLOBAL, hosts },
});

const outpost = (row: HostCase): HostCase => {
  const host = "reports-123456789012.op-01234567890123456.s3-outposts.eu-west-1.amazonaws.com";
  const reason = "S3 documents no host for forms of access points";
  return { ...row, difference: { reason, hosts: [host, host, null, `sts.${row.region}.amazonaws.com`] } };
};

const single: HostCase[] = [
  ...["plain", "path", "FIPS", "dualstack", "accelerate"].map((title) =>
    hostCase(`${title}, dots`, REGION, "reports.example.com", SETTINGS[title]),
  ),
  ...["plain", "FIPS", "dualstack", "accelerate"].map((title) =>
    hostCase(`${title}, Object Lambda`, REGION, accessPoint(REGION, "s3-object-lambda"), SETTINGS[title]),
  ),
  ...["plain", "FIPS", "dualstack"].map((title) =>
    hostCase(`${title}, alias`, REGION, "reports-metadata12345678901234567890123456789-s3alias", SETTINGS[title]),
  ),
  ...["plain", "path"].map((title) => outpost(hostCase(`${title}, Outpost`, REGION, OUTPOST, SETTINGS[title]))),
  outpost(hostCase("Outpost of another region", "us-east-1", OUTPOST)),
  ...["FIPS", "dualstack", "accelerate"].map((title) =>
    hostCase(`${title}, Outpost`, REGION, OUTPOST, SETTINGS[title]),
  ),
  {
    ...hostCase("Multi-Region Access Point", REGION, MULTI_REGION),
    difference: {
      reason: "botocore needs another package for SigV4A",
      hosts: [
        "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com",
        "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com",
        null,
        "sts.eu-west-1.amazonaws.com",
      ],
    },
  },
  ...["FIPS", "dualstack", "accelerate"].map((title) =>
    hostCase(`${title}, Multi-Region Access Point`, REGION, MULTI_REGION, SETTINGS[title]),
  ),
  hostCase("access point of another region", REGION, accessPoint("us-west-2"), SETTINGS.FIPS),
  hostCase("upper case", REGION, "Reports", SETTINGS.dualstack),
  hostCase("environment: FIPS", REGION, "reports", {}, { AWS_USE_FIPS_ENDPOINT: "true" }),
  hostCase("environment: dualstack", REGION, "reports", {}, { AWS_USE_DUALSTACK_ENDPOINT: "True" }),
  hostCase("environment: no FIPS", REGION, "reports", SETTINGS.FIPS, { AWS_USE_FIPS_ENDPOINT: "false" }),
  hostCase("environment: no dualstack", REGION, "reports", SETTINGS.dualstack, { AWS_USE_DUALSTACK_ENDPOINT: "FALSE" }),
  hostCase("environment: 1", REGION, "reports", {}, { AWS_USE_FIPS_ENDPOINT: "1" }),
  hostCase("capitals", REGION, "reports", { profile: "Use_FIPS_Endpoint = TRUE\n" }),
  hostCase("dualstack of S3 alone", REGION, "reports", { s3: `${VIRTUAL}  use_dualstack_endpoint = true\n` }),
  hostCase("dualstack, but not of S3", REGION, "reports", {
    profile: DUALSTACK,
    s3: `${VIRTUAL}  use_dualstack_endpoint = false\n`,
  }),
  hostCase("accelerate overrides path", REGION, "reports", { s3: PATH + ACCELERATE }),
  hostCase("accelerate: false", REGION, "reports", { s3: `${VIRTUAL}  use_accelerate_endpoint = false\n` }),
  hostCase("FIPS, accelerate", REGION, "reports", { profile: FIPS, s3: VIRTUAL + ACCELERATE }),
  {
    ...hostCase("endpoint of S3", REGION, "reports", {
      profile: `${FIPS}${DUALSTACK}services = here\n`,
      s3: `${PATH}[services here]\ns3 =\n  endpoint_url = http://127.0.0.1:9000\n`,
    }),
    difference: {
      reason: "AWS does not know the users of another server, so STS is not asked about them",
      hosts: ["127.0.0.1:9000", "127.0.0.1:9000", "127.0.0.1:9000", null],
    },
  },
  global("plain", [
    "reports.s3.eu-west-1.amazonaws.com",
    "reports.s3.eu-west-1.amazonaws.com",
    "reports.s3.eu-west-1.amazonaws.com",
    "sts.eu-west-1.amazonaws.com",
  ]),
  global(
    "FIPS",
    [
      "reports.s3-fips.eu-west-1.amazonaws.com",
      "reports.s3-fips.eu-west-1.amazonaws.com",
      "reports.s3-fips.eu-west-1.amazonaws.com",
      "sts-fips.eu-west-1.amazonaws.com",
    ],
    FIPS,
  ),
];

export const hostCases: HostCase[] = [...combinations, ...single];

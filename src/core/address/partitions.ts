/** A partition of AWS: a group of regions with accounts, hosts and a console of their own. */
interface Partition {
  /** As in ARNs. */
  id: string;
  /** Of the hosts of S3. */
  dnsSuffix: string;
  regions: RegExp;
  /** The host of the console, after the region. Not public in the isolated regions. */
  console?: string;
}

/** Ids, suffixes and regions are those of the SDK's partition data, which only the large bundle contains; a test compares them. */
export const PARTITIONS: Partition[] = [
  {
    id: "aws",
    dnsSuffix: "amazonaws.com",
    regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
    console: "console.aws.amazon.com",
  },
  { id: "aws-cn", dnsSuffix: "amazonaws.com.cn", regions: /^cn-\w+-\d+$/, console: "console.amazonaws.cn" },
  { id: "aws-eusc", dnsSuffix: "amazonaws.eu", regions: /^eusc-(de)-\w+-\d+$/, console: "console.amazonaws-eusc.eu" },
  { id: "aws-iso", dnsSuffix: "c2s.ic.gov", regions: /^us-iso-\w+-\d+$/ },
  { id: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", regions: /^us-isob-\w+-\d+$/ },
  { id: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk", regions: /^eu-isoe-\w+-\d+$/ },
  { id: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", regions: /^us-isof-\w+-\d+$/ },
  {
    id: "aws-us-gov",
    dnsSuffix: "amazonaws.com",
    regions: /^us-gov-\w+-\d+$/,
    console: "console.amazonaws-us-gov.com",
  },
];

/** The id of the partition of a region; `aws` for an unknown region. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(({ regions }) => regions.test(region))?.id ?? "aws";
}

/** @param host without a port */
export function isAwsHost(host: string): boolean {
  return PARTITIONS.some(({ dnsSuffix }) => host.endsWith(`.${dnsSuffix}`));
}

/** Whether a host is that of a console, with or without a region. */
export function isConsoleHost(host: string): boolean {
  return PARTITIONS.some(({ console }) => console && `.${host}`.endsWith(`.${console}`));
}

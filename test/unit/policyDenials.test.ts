import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isDeniedBy, type PolicyQuestion, policyDenials } from "../../src/core/sign/policyDenials.ts";
import { endedByPolicy } from "../../src/core/sign/policyEnd.ts";
import { hostileTest } from "../support/cases/hostileCases.ts";
import { assertQuick } from "../support/checks/processorTime.ts";

const ACCOUNT = "111122223333";
const question: PolicyQuestion = { action: "s3:GetObject", account: ACCOUNT, authType: "REST-QUERY-STRING" };
const ARN = "arn:aws:s3:::acme/2026/a.pdf";
const statement = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: "arn:aws:s3:::acme/*",
  Condition: { NumericGreaterThan: { "s3:signatureAge": 600_000 } } as object,
};
const policyOf = (...changes: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: changes.map((change) => ({ ...statement, ...change })) });
const signed = {
  issuedAt: "2026-11-24T09:00:00.000Z",
  expiresAt: "2026-11-24T10:00:00.000Z",
  effectiveExpiresAt: "2026-11-24T10:00:00.000Z",
  warnings: [],
};
/** The minutes for which a link of one hour is valid, and the codes of its warnings. */
function ended(policy: string, asked = question, arn = ARN): [number, ...string[]] {
  const { effectiveExpiresAt, warnings } = endedByPolicy(signed, policyDenials(policy, asked), arn);
  const minutes = (Date.parse(effectiveExpiresAt) - Date.parse(signed.issuedAt)) / 60_000;
  return [minutes, ...warnings.map(({ code }) => code)];
}
const at = (time: string, operator = "DateGreaterThan") => ({
  Condition: { [operator]: { "aws:CurrentTime": `2026-11-24T${time}Z` } },
});

test("a limit of the signature's age ends a link sooner, in each spelling of the policy", () => {
  for (const change of [
    {},
    { Principal: { AWS: "*" } },
    { Principal: { AWS: ["arn:aws:iam::999999999999:root", "*"] } },
    { Principal: { AWS: ACCOUNT } },
    { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } },
    { Action: "*" },
    { Action: ["s3:PutObject", "S3:getobject"] },
    { Action: "s3:Get*" },
    { Resource: ["arn:aws:s3:::acme", "arn:aws:s3:::acme/2026/?.pdf"] },
    { Resource: "arn:aws-cn:s3:::acme/*" },
    { Resource: "*" },
    { Condition: { NumericGreaterThan: { "s3:signatureage": "600000" } } },
    { Condition: { NumericGreaterThanIfExists: { "s3:signatureAge": ["900000", "600000"] } } },
    { Condition: { ...statement.Condition, StringEquals: { "s3:authType": "REST-QUERY-STRING" } } },
    { Condition: { ...statement.Condition, DateGreaterThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } } },
  ])
    assert.deepEqual(ended(policyOf(change)), [10, "policySignatureAge"], JSON.stringify(change));
  assert.deepEqual(
    ended(JSON.stringify({ Statement: statement })),
    [10, "policySignatureAge"],
    "one statement, no list",
  );
  assert.deepEqual(ended(policyOf({}, { Condition: { NumericGreaterThan: { "s3:signatureAge": 1000 } } }))[0], 1 / 60);
});

test("nothing is claimed of a statement that does not match, or in doubt", () => {
  for (const change of [
    { Effect: "Allow" },
    { Principal: { AWS: "arn:aws:iam::999999999999:root" } },
    { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/someone` } },
    { Principal: { Service: "cloudfront.amazonaws.com" } },
    { Principal: undefined, NotPrincipal: { AWS: "x" } },
    { Action: "s3:PutObject" },
    { Action: "s3:GetObjectVersion" },
    { Action: undefined, NotAction: "s3:PutObject" },
    { Resource: "arn:aws:s3:::acme" },
    { Resource: "arn:aws:s3:::acme/2027/*" },
    { Resource: "arn:aws:s3:::other/*" },
    { Resource: "arn:aws:s3:::acme/${aws:username}/*" },
    { Resource: undefined, NotResource: "arn:aws:s3:::acme/public/*" },
    { Condition: undefined },
    { Condition: {} },
    { Condition: { NumericGreaterThan: { "s3:signatureAge": 3_600_000 } } },
    { Condition: { NumericGreaterThan: { "s3:signatureAge": "ten" } } },
    { Condition: { NumericGreaterThan: { "s3:signatureAge": [] } } },
    { Condition: { NumericLessThan: { "s3:signatureAge": 600_000 } } },
    { Condition: { ...statement.Condition, IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } },
    { Condition: { ...statement.Condition, StringEquals: { "s3:authType": "POST" } } },
    { Condition: { "ForAnyValue:NumericGreaterThan": { "s3:signatureAge": 600_000 } } },
    // Without a zone, it is not known which one the server takes; four digits are a year or seconds since 1970.
    ...["2026-11-24T09:30:00", "2026-11-24T09:30", "2026-11-24 09:30:00Z", "2026-11-24 (about noon)", "2026"].map(
      (time) => ({ Condition: { DateGreaterThan: { "aws:CurrentTime": time } } }),
    ),
  ])
    assert.deepEqual(ended(policyOf(change)), [60], JSON.stringify(change));
  for (const policy of ["", "{", "[]", "null", '{"Statement":null}', '{"Statement":["x",null,{}]}'])
    assert.deepEqual(ended(policy), [60], policy);
  const other = { ...question, account: undefined };
  assert.deepEqual(ended(policyOf({ Principal: { AWS: ACCOUNT } }), other), [60]);
  assert.deepEqual(
    ended(policyOf({ Condition: { ...statement.Condition, StringEquals: { "s3:authType": "POST" } } }), {
      ...question,
      authType: "POST",
    }),
    [10, "policySignatureAge"],
  );
});

test("a denial from a certain time on ends a link, and one until a certain time is reported", () => {
  assert.deepEqual(ended(policyOf(at("09:20:00"))), [20, "policyTime"]);
  assert.deepEqual(ended(policyOf(at("08:00:00"))), [0, "policyTime"], "it is denied already");
  assert.deepEqual(ended(policyOf(at("10:00:00"))), [60]);
  assert.deepEqual(ended(policyOf(at("09:20:00", "DateLessThan"))), [60, "policyNotYetValid"]);
  assert.deepEqual(ended(policyOf(at("08:00:00", "DateLessThan"))), [60]);
  assert.deepEqual(
    ended(policyOf({ Condition: { DateGreaterThan: { "aws:EpochTime": Date.parse("2026-11-24T09:30:00Z") / 1000 } } })),
    [30, "policyTime"],
  );
  const window = {
    DateGreaterThan: { "aws:CurrentTime": "2026-11-24T09:20:00Z" },
    DateLessThan: { "aws:CurrentTime": "2026-11-24T09:10:00Z" },
  };
  assert.deepEqual(ended(policyOf({ Condition: window })), [60], "it denies at no time");
  assert.deepEqual(ended(policyOf({}, at("09:05:00"))), [5, "policyTime"], "the earliest end counts");
});

const value = fc.constantFrom<unknown[]>(
  ...["*", "Deny", "s3:*", 600_000, "600000", "2026-11-24T09:20:00Z", "9".repeat(400), -1, 1e300, 0.5, true, null],
  ...[[], {}, ["*"], [600_000, "x"], { AWS: "*" }, { AWS: [1] }, { toString: 1 }, { "aws:CurrentTime": "2026-11-24" }],
);
const drawn = fc.record(
  {
    Effect: fc.oneof(fc.constant("Deny"), value),
    Principal: fc.oneof(fc.constant("*"), value),
    Action: fc.oneof(fc.constant("s3:*"), value),
    Resource: fc.oneof(fc.constant("*"), value),
    Condition: fc.dictionary(
      fc.constantFrom("NumericGreaterThan", "DateGreaterThan", "DateLessThan", "Bool", "__proto__"),
      fc.oneof(fc.dictionary(fc.constantFrom("s3:signatureAge", "aws:CurrentTime", "toString"), value), value),
    ),
  },
  { requiredKeys: [] },
);

hostileTest(
  "any policy is read, and a link never ends later or before it was signed",
  1000,
  fc.array(drawn, { maxLength: 3 }),
  (all) => {
    const { effectiveExpiresAt } = endedByPolicy(
      signed,
      policyDenials(JSON.stringify({ Statement: all }), question),
      ARN,
    );
    assert.ok(effectiveExpiresAt <= signed.expiresAt && effectiveExpiresAt >= signed.issuedAt, effectiveExpiresAt);
  },
);

test("a long pattern is compared in time", () => {
  const policy = policyOf(...Array.from({ length: 9 }, () => ({ Resource: `${"*a".repeat(1000)}b` })));
  const arn = `arn:aws:s3:::acme/${"a".repeat(1000)}`;
  const compare = () => policyDenials(policy, question).map((denial) => isDeniedBy(denial, arn));
  assertQuick(compare, 2, "nine patterns");
});

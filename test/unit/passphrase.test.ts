import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newPassphrase, passphraseBits, passphraseStrength } from "../../src/core/share/passphrase.ts";
import { isSealed, openSealed, sealPage } from "../../src/core/share/sealPage.ts";
import { checkSecureContext } from "../../src/core/share/secureContext.ts";
import { WORDS } from "../../src/core/share/words.ts";
import { hostileJson, hostileText } from "../support/cases/hostileCases.ts";

test("each word of a generated passphrase is one of 2,048 short, distinct words, and so 11 bits", () => {
  assert.equal(new Set(WORDS).size, 2048);
  assert.equal(WORDS.length, 2048);
  for (const word of WORDS) assert.match(word, /^[a-z]{3,7}$/);
  const seen = new Set<string>();
  for (let count = 0; count < 1000; count++) {
    const words = newPassphrase().split("-");
    assert.equal(words.length, 5);
    for (const word of words) seen.add(word);
  }
  // Of 5,000 draws from 2,048 words, about 1,870 are distinct.
  assert.ok(seen.size > 1700, String(seen.size));
  assert.ok([...seen].every((word) => WORDS.includes(word)));
});

test("the strength of a passphrase counts words, and neither repetitions nor sequences", () => {
  const strengths = {
    weak: [
      "",
      "password",
      "Password123",
      "aaaaaaaaaaaaaaaaaaaa",
      "12345678901234567890",
      "letmein letmein letmein",
      "안녕하세요",
    ],
    fair: ["correct horse battery staple", "CorrectHorseBatteryStaple!"],
    strong: ["xK9#qZ2!mW7$", newPassphrase(), "우리 회사 주차장 옆 은행나무 아래에서 만나요"],
  };
  for (const [strength, passphrases] of Object.entries(strengths))
    for (const passphrase of passphrases)
      assert.equal(passphraseStrength(passphrase), strength, `${passphrase}: ${passphraseBits(passphrase)} bits`);
});

test("more characters never make a passphrase weaker, and its strength is finite", () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const bits = passphraseBits(text);
      assert.ok(Number.isFinite(bits) && bits >= 0);
      assert.ok(passphraseBits(`${text}-#`) >= bits);
    }),
  );
});

test("sealed data opens with its passphrase only, and contains none of the text", async () => {
  const text = `${JSON.stringify({ key: "reports/한글 </script>.pdf", signature: "0123456789abcdef".repeat(4) })}\n`;
  const sealed = await sealPage(text, "maple-otter-Å");
  assert.equal(sealed.rounds, 600_000);
  assert.deepEqual(
    [sealed.salt, sealed.iv].map((each) => Buffer.from(each, "base64").length),
    [16, 12],
  );
  assert.ok(isSealed(JSON.parse(JSON.stringify(sealed))));
  assert.equal(await openSealed(sealed, "maple-otter-Å"), text);
  // The same characters, typed on macOS and pasted with a line break.
  assert.equal(await openSealed(sealed, " maple-otter-A\u030a\n"), text);
  const shown = Object.values(sealed).flatMap((each) => [
    String(each),
    Buffer.from(String(each), "base64").toString("latin1"),
  ]);
  for (const part of ["reports", "한글", "0123456789abcdef", "maple"])
    assert.ok(!shown.some((each) => each.includes(part)), part);
  assert.equal(await openSealed(sealed, "maple-otter-A"), undefined);
  const again = await sealPage(text, "maple-otter-Å");
  assert.ok(again.salt !== sealed.salt && again.iv !== sealed.iv && again.data !== sealed.data);
});

test("sealed data that was changed does not open", async () => {
  const sealed = await sealPage("text", "p");
  const bytes = Buffer.from(sealed.data, "base64");
  bytes[3] = (bytes[3] ?? 0) ^ 1;
  for (const change of [{ data: bytes.toString("base64") }, { data: "-" }, { iv: sealed.salt }, { rounds: 0 }])
    assert.equal(await openSealed({ ...sealed, ...change }, "p"), undefined);
  fc.assert(
    fc.property(hostileJson, (value) => {
      assert.equal(typeof isSealed(value), "boolean");
    }),
  );
});

test("a passphrase is refused where browsers have no WebCrypto", () => {
  for (const origin of [
    "https://b.example.com",
    "http://127.0.0.1:9000",
    "http://localhost",
    "http://b.localhost:9000",
    "http://[::1]",
  ])
    checkSecureContext(`${origin}/a//b?X-Amz-Signature=1`);
  for (const origin of [
    "http://b.example.com",
    "http://192.168.0.4:9000",
    "http://localhost.example.com",
    "http://minio",
  ])
    assert.throws(() => checkSecureContext(`${origin}/key`), { code: "insecureContext", details: { origin } });
});

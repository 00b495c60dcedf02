import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type TestContext, test } from "node:test";
import { readConfigText, sectionName } from "../../src/core/identity/configFormat.ts";
import { type ConfigFault, readSharedConfig, type SharedConfig } from "../../src/core/identity/profiles.ts";
import { type ConfigReading, configCases } from "../support/cases/configFileCases.ts";
import { assertQuick } from "../support/checks/processorTime.ts";
import { awsFiles } from "../support/product/awsHome.ts";
import { botocoreReleases } from "../support/programs/botocore.ts";
import { type ConfigTable, readConfigsWithBotocore } from "../support/programs/recordBotocore.ts";

const table: ConfigTable = JSON.parse(readFileSync("test/support/cases/botocoreConfig.json", "utf8"));

const named = ({ file, line, what, section }: ConfigFault) =>
  `${basename(file)}:${line}${section ? ` ${section.kind} ${section.name}` : ""}${what === "line" ? "" : `, ${what}`}`;

/** Without what has a fault. */
function reading(config: SharedConfig): ConfigReading {
  const usable = (kind: string, sections: Map<string, Record<string, string>>) =>
    Object.fromEntries(
      [...sections].filter(
        ([name]) => !config.faults.some(({ section }) => section?.kind === kind && section.name === name),
      ),
    );
  return {
    profiles: usable("profile", config.profiles),
    services: usable("services", config.services),
    ssoSessions: usable("sso-session", config.ssoSessions),
  };
}

test("config files are read as botocore reads them, except for the listed differences", async (context) => {
  assert.ok(new Set(configCases.map(({ title }) => title)).size === configCases.length && configCases.length >= 60);
  for (const { title, files, faults = [], without, difference } of configCases) {
    await context.test(title, async (context: TestContext) => {
      const shared = await readSharedConfig(awsFiles(context, files.config, files.credentials));
      const read = reading(shared);
      const { whole, rest } = table.readings[title] ?? assert.fail("not recorded");
      assert.deepEqual(shared.faults.map(named), faults);
      if (without) assert.deepEqual([whole, read], [{ error: "ConfigParseError" }, rest]);
      else if (difference) {
        assert.notDeepEqual(whole, read, difference.reason);
        assert.deepEqual(read, { profiles: {}, services: {}, ssoSessions: {}, ...difference.reading });
      } else assert.deepEqual(read, whole);
    });
  }
});

test("a file of the maximum size is read in a few seconds, whatever it contains", () => {
  const size = 4 * 1024 ** 2;
  const fill = (text: string) => text.repeat(size / text.length);
  for (const text of [
    `[profile "${fill("a")}`,
    `[profile ${fill('\\"')}`,
    `[${fill("] ")}x`,
    `[a]${fill(" ")}x`,
    `[a]\nb = ${fill(" #")}x`,
    `[a]\nb =${fill("\n c")}`,
    `[a]\nb = c${fill("\n")}`,
    fill("[a]\nb=c\n"),
    `[a]\n${fill("b\n")}`,
    `[a]\n${fill('"')}region = b`,
    `[a]\n${Array.from({ length: size / 16 }, (_, index) => `name${index} = a\n`).join("")}`,
  ]) {
    const read = () => readConfigText(text).sections.map(({ header }) => sectionName(header));
    assertQuick(read, 20, text.slice(0, 20));
  }
});

const releases = botocoreReleases();

test("botocore still reads the files as recorded", { skip: releases.length === 0 && "no recent botocore" }, () => {
  for (const { python, version } of releases) {
    assert.deepEqual(readConfigsWithBotocore(python), table.readings, `botocore ${version}`);
  }
});

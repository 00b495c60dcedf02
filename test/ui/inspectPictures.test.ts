import type { Workbench } from "../support/vscode/workbench.ts";
import { lens, shown, signed } from "./inspectSetup.ts";
import { readmePicture, type Setup, useSetup } from "./setup.ts";

const windowTest = useSetup({ oneWindow: true });

const languages = { en: "S3 Presign: Inspect Presigned URL…", ko: "S3 Presign: 미리 서명된 URL 검사…" } as const;
for (const [language, command] of Object.entries(languages)) {
  const show = async (window: Workbench, setup: Setup) => {
    const inspect = async (link: string) => {
      await window.setClipboard(link);
      await window.runCommand(command);
      await window.prompt("curl");
      await window.page.keyboard.press("Enter");
    };
    const url = await signed(setup, "2026/q3/분기 보고서.txt");
    await inspect(url);
    await shown(window, "AKIAALICEALICEALICE1").waitFor();
    await lens(window, "JSON").waitFor();
    await readmePicture(window, `inspect.${language}`);
    await lens(window, language === "ko" ? "링크 테스트" : "Test Link").click();
    await window.toast(/18/).waitFor();
    await readmePicture(window, `testLink.${language}`);
    await window.runCommand("Notifications: Clear All Notifications");
    const bad = (await signed(setup, "../a+b.txt", new Date(Date.now() - 7_200_000)))
      .replace(setup.s3.endpoint, "http://eu.data.s3.eu-west-1.amazonaws.com")
      .replace("SignedHeaders=host", "SignedHeaders=content-type%3Bhost")
      .replace("&x-id=GetObject", "&response-cache-control=no-store");
    await inspect(`${bad}&X-Amz-Security-Token=T`);
    await shown(window, "eu-west-1").first().waitFor();
    await lens(window, "JSON").waitFor();
    await readmePicture(window, `inspectProblems.${language}`);
  };
  windowTest(`pictures: inspection, ${language}`, show, {
    viewport: { width: 1040, height: 650 },
    ...(language === "ko" && { language }),
  });
}

import { startFaultProxy } from "../../support/networkFaults/faultProxy.ts";
import type { Workbench } from "../../support/vscode/workbench.ts";
import { type Language, readmePicture, type Setup } from "../setup.ts";

const WORDS = {
  en: {
    set: "Set Share Address…",
    url: "Enter the URL at which recipients reach the server",
    example: "Links: https://files.example.com/bucket/key",
    mode: "Choose how links are signed for this host",
    sign: "Sign for this host",
    failed: "A test request to",
    change: "Change…",
    saved: "A test request to this address succeeded.",
  },
  ko: {
    set: "공유 주소 설정…",
    url: "받는 사람이 서버에 연결할 URL을 입력하세요",
    example: "링크: https://files.example.com/bucket/key",
    mode: "이 호스트를 사용하는 링크에 서명할 방법을 선택하세요",
    sign: "이 호스트로 서명",
    failed: "테스트 요청이 실패했습니다",
    change: "변경…",
    saved: "이 주소로 보낸 테스트 요청이 성공했습니다.",
  },
};

/** The prompts, what is shown if the address does not work, and the message when it is set. */
export async function showShareAddress(window: Workbench, { s3 }: Setup, language: Language): Promise<void> {
  const words = WORDS[language];
  const keeping = await startFaultProxy(s3.endpoint);
  const rewriting = await startFaultProxy(s3.endpoint, { host: new URL(s3.endpoint).host });
  const input = window.quickInput.locator("input.input");
  const byName = ({ endpoint }: { endpoint: string }) => endpoint.replace("127.0.0.1", "localhost");
  try {
    await window.openView("S3 Presign");
    await window.openContextMenu(window.row("demo"));
    await window.chooseMenuItem(words.set);
    await window.prompt(words.url);
    await input.fill("https://files.example.com");
    await window.quickInput.getByText(words.example).waitFor();
    await readmePicture(window, `shareAddress/url.${language}`);
    await window.answer(byName(rewriting));
    await window.prompt(words.mode);
    await readmePicture(window, `shareAddress/mode.${language}`);
    await window.quickInputRow(words.sign).click();
    await window.dialog(words.failed).waitFor();
    await readmePicture(window, `shareAddress/failed.${language}`);
    await window.answerDialog(words.failed, words.change);
    await window.prompt(words.url);
    await window.answer(byName(keeping));
    await window.quickInputRow(words.sign).click();
    await window.toast(words.saved).waitFor();
    await readmePicture(window, `shareAddress/saved.${language}`);
    await window.openContextMenu(window.row("demo"));
    await window.chooseMenuItem(words.set);
    await window.answer("");
  } finally {
    await keeping.close();
    await rewriting.close();
  }
}

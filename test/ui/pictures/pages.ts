import type { Browser, Page } from "playwright-core";
import type { Workbench } from "../../support/vscode/workbench.ts";
import { type Language, readmePicture, type Setup } from "../setup.ts";

const WORDS = {
  en: {
    locale: "en-US",
    share: ["Share", "Share as Web Page…"],
    request: ["Upload", "Request Files…"],
    day: "1 day",
    links: "The original objects",
    open: "No passphrase",
    shareTitle: "Enter a title for the page that recipients see",
    shareQuestion: "as a web page?",
    shareButton: "Share",
    shared: "Copied the link to a page with 9 objects.",
    requestTitle: "Enter a title for the page that senders see",
    message: "Enter a message for senders",
    size: "Enter the maximum size of a file",
    any: "Any file",
    count: "Enter how many files over",
    folder: "Enter the folder in bucket acme-reports that receives the files",
    requestQuestion: "Create the file request",
    requestButton: "Request Files",
    requested: "Copied the link to the file request",
    launch: "Autumn launch",
    photos: "Photos of the autumn launch",
    please: "Please send all photos and videos of the evening in full size.",
    names: ["photos", "stage.jpg", "audience.jpg", "entrance.jpg", "floor plan.pdf", "keynote.mp4", "schedule.csv"],
    sent: ["toast.jpg", "fireworks.mp4"],
    stored: "Uploaded.",
    rate: /per second/,
  },
  ko: {
    locale: "ko-KR",
    share: ["공유", "웹 페이지로 공유…"],
    request: ["업로드", "파일 요청…"],
    day: "1일",
    links: "원래 객체",
    open: "암호 구문 없음",
    shareTitle: "받는 사람에게 표시할 페이지 제목을 입력하세요",
    shareQuestion: "웹 페이지로 공유할까요?",
    shareButton: "공유",
    shared: "객체 9개가 있는 페이지의 링크를 복사했습니다.",
    requestTitle: "파일을 보내는 사람에게 표시할 페이지 제목을 입력하세요",
    message: "파일을 보내는 사람에게 표시할 메시지를 입력하세요",
    size: "파일의 최대 크기를 입력하세요",
    any: "모든 파일",
    count: "넘는 파일을 몇 개까지 받을지 입력하세요",
    folder: "acme-reports 버킷에서 파일을 받을 폴더를 입력하세요",
    requestQuestion: "파일 요청을 만들까요?",
    requestButton: "파일 요청",
    requested: "파일 요청의 링크를 복사했습니다.",
    launch: "가을 출시 행사",
    photos: "가을 출시 행사 사진",
    please: "행사에서 찍은 사진과 동영상을 원본 크기로 모두 보내 주세요. 감사합니다!",
    names: ["사진", "무대.jpg", "객석.jpg", "입구.jpg", "배치도.pdf", "기조연설.mp4", "일정표.csv"],
    sent: ["건배.jpg", "불꽃놀이.mp4"],
    stored: "업로드했습니다.",
    rate: /초당/,
  },
};

const MB = 1000 ** 2;

/** The pages that a recipient and a sender open, each reached by the command that copies its link. */
export async function showPages(window: Workbench, { s3, browser }: Setup, language: Language): Promise<void> {
  const words = WORDS[language];
  const bucket = s3.store.get("acme-reports");
  const [folder, ...files] = words.names as [string, ...string[]];
  const photos = await drawnPhotos(browser);
  const bodies = [...photos, Buffer.alloc(2.3 * MB), Buffer.alloc(48 * MB), "09:00,Doors open\n"];
  for (const [index, name] of files.entries()) bucket.put(`drafts/${name}`, bodies[index] ?? "");
  for (const [index, body] of photos.entries()) bucket.put(`drafts/${folder}/${index + 1}.jpg`, body);
  try {
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    const page = await opened(browser, language, await sharedPage(window, language), 610);
    await page.getByRole("table").waitFor();
    await page.waitForFunction(() => [...document.images].every((image) => image.complete));
    await readmePicture({ page }, `sharePage.${language}`);
    await page.context().close();
    const request = await opened(browser, language, await requestPage(window, language), 700);
    await sendPhotos(request, photos, words);
    await readmePicture({ page: request }, `requestPage.${language}`);
    await request.context().close();
  } finally {
    for (const { key } of [...bucket.from("drafts/", false)]) if (key.startsWith("drafts/")) bucket.delete(key);
  }
}

async function sharedPage(window: Workbench, language: Language): Promise<string> {
  const words = WORDS[language];
  await window.openContextMenu(window.row("drafts"));
  await window.chooseMenuItem(...words.share);
  for (const choice of [words.day, words.links, words.open]) await window.quickInputRow(choice).click();
  await window.prompt(words.shareTitle);
  await window.answer(words.launch);
  await window.answerDialog(words.shareQuestion, words.shareButton);
  await window.toast(words.shared).waitFor();
  await window.clearToasts();
  return window.clipboard();
}

async function requestPage(window: Workbench, language: Language): Promise<string> {
  const words = WORDS[language];
  await window.openContextMenu(window.row("drafts"));
  await window.chooseMenuItem(...words.request);
  await window.prompt(words.requestTitle);
  await window.answer(words.photos);
  await window.prompt(words.message);
  await window.answer(words.please);
  for (const choice of [words.day, words.open]) await window.quickInputRow(choice).click();
  await window.prompt(words.size);
  await window.answer("");
  await window.quickInputRow(words.any).click();
  await window.prompt(words.count);
  await window.answer("2");
  await window.prompt(words.folder);
  await window.answer("launch");
  await window.answerDialog(words.requestQuestion, words.requestButton);
  await window.toast(words.requested).waitFor();
  await window.clearToasts();
  return window.clipboard();
}

async function opened(browser: Browser, language: Language, url: string, height: number): Promise<Page> {
  const viewport = { width: 800, height };
  const context = await browser.newContext({ locale: WORDS[language].locale, viewport, colorScheme: "light" });
  const page = await context.newPage();
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(url);
  return page;
}

/** One file has arrived, and another is being sent at the speed of a slow connection. */
async function sendPhotos(page: Page, photos: Buffer[], words: (typeof WORDS)[Language]): Promise<void> {
  const [photo, video] = words.sent as [string, string];
  const send = () => page.locator("button.primary").click();
  await page.locator("#files").setInputFiles({ name: photo, mimeType: "image/jpeg", buffer: photos[0] as Buffer });
  await send();
  await page.getByText(words.stored, { exact: true }).waitFor();
  const devtools = await page.context().newCDPSession(page);
  const speed = { downloadThroughput: -1, uploadThroughput: 2 * MB, latency: 0 };
  await devtools.send("Network.emulateNetworkConditions", { offline: false, ...speed });
  const dropped = { name: video, size: 32 * MB };
  const dataTransfer = await page.evaluateHandle(({ name, size }) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(size)], name, { type: "video/mp4" }));
    return transfer;
  }, dropped);
  await page.dispatchEvent(".drop", "drop", { dataTransfer });
  await page.getByText(video).waitFor();
  await send();
  await page.getByText(words.rate).waitFor();
}

/** Three landscapes. */
async function drawnPhotos(browser: Browser): Promise<Buffer[]> {
  const page = await browser.newPage();
  const urls = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 480 });
    const draw = canvas.getContext("2d") as CanvasRenderingContext2D;
    return [20, 265, 200].map((hue) => {
      const sky = draw.createLinearGradient(0, 0, 0, 480);
      sky.addColorStop(0, `hsl(${hue} 70% 45%)`);
      sky.addColorStop(1, `hsl(${hue + 30} 90% 80%)`);
      draw.fillStyle = sky;
      draw.fillRect(0, 0, 480, 480);
      draw.fillStyle = "hsl(45 95% 85%)";
      draw.beginPath();
      draw.arc(330, 170, 55, 0, 7);
      draw.fill();
      for (const [index, lightness] of [38, 22].entries()) {
        draw.fillStyle = `hsl(${hue} 45% ${lightness}%)`;
        draw.beginPath();
        draw.ellipse(120 + 260 * index, 480, 330, 190 - 50 * index, 0, 0, 7);
        draw.fill();
      }
      return canvas.toDataURL("image/jpeg", 0.8);
    });
  });
  await page.close();
  return urls.map((url) => Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
}

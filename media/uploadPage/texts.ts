import { fillIn } from "../reader/fillIn.ts";
import { isKorean, language } from "../reader/language.ts";

/** Texts of the page. `{0}` is a placeholder. */
const english = {
  title: "Upload",
  until: "You can upload until {0}.",
  ended: "This page expired on {0}. Ask the person who sent it to you for a new one.",
  largest: "Maximum file size: {0}.",
  smallest: "Minimum file size: {0}.",
  type: "Only {0}.",
  name: "Save as",
  choose: "Choose a file",
  chooseSeveral: "Choose files",
  drop: "or drop it here",
  dropSeveral: "or drop them here",
  single: "Choose one file. This form accepts only one at a time.",
  sameName: "Another chosen file has the same name. Rename one of them, then choose both again.",
  waiting: "Waiting",
  summary: "Confirmed uploads: {0} of {1}.",
  send: "Upload",
  sending: "{0} of {1}",
  cancel: "Cancel",
  cancelled: "Canceled. The file was not stored.",
  stored: "Uploaded: {0}",
  chosen: "{0} ({1})",
  noType: "of unknown type",
  refused: "The server rejected the file ({0}): {1}",
  plain: "Uploading. This browser can't show progress. Keep this page open until the server's response appears below.",
  plainUnconfirmed:
    "Uploading. This browser can't show progress, and the server doesn't confirm the upload. Keep this page open while the file is being uploaded, then ask the person who sent you this page whether the file arrived.",
  plainRedirected: "Uploading. This browser can't show progress. Keep this page open until another page appears.",
  response201: "The server responded. If its response below names the file, the file was stored.",
  response200: "The server responded. If nothing is shown below, the file was stored.",
  responseRefused: "The file wasn't stored. The reason is shown below.",
  broken: "The upload might not have finished. Ask the person who sent you this page whether the file arrived.",
  unreadable: "The browser can't read the file. If it was changed or moved, choose it again.",
  tooLarge: "The file is {0}. The limit is {1}.",
  tooSmall: "The file is {0}. The minimum is {1}.",
  wrongType: "Only {0} are accepted. This file is {1}.",
  other: "The form does not allow this upload ({0}).",
  policyExpired: "The form has expired.",
  response: "Response from the server",
  image: "images",
  video: "videos",
  audio: "audio files",
  text: "text files",
  "application/pdf": "PDF files",
};

const korean: typeof english = {
  title: "업로드",
  until: "{0}까지 업로드할 수 있습니다.",
  ended: "이 페이지는 {0}에 만료되었습니다. 이 페이지를 보낸 사람에게 새 페이지를 요청하세요.",
  largest: "최대 파일 크기: {0}.",
  smallest: "최소 파일 크기: {0}.",
  type: "{0} 파일만 업로드할 수 있습니다.",
  name: "저장할 이름",
  choose: "파일 선택",
  chooseSeveral: "파일 선택",
  drop: "또는 여기에 끌어 놓기",
  dropSeveral: "또는 여기에 끌어 놓기",
  single: "파일을 하나만 선택하세요. 이 양식은 한 번에 하나만 받습니다.",
  sameName: "선택한 파일 중에 이름이 같은 파일이 있습니다. 하나의 이름을 바꾼 다음 둘 다 다시 선택하세요.",
  waiting: "대기 중",
  summary: "파일 {1}개 중 {0}개의 업로드가 확인되었습니다.",
  send: "업로드",
  sending: "{1} 중 {0}",
  cancel: "취소",
  cancelled: "취소했습니다. 파일이 저장되지 않았습니다.",
  stored: "업로드했습니다: {0}",
  chosen: "{0} ({1})",
  noType: "알 수 없는 형식",
  refused: "서버에서 파일을 거부했습니다({0}): {1}",
  plain:
    "업로드하는 중입니다. 이 브라우저에서는 진행률을 표시할 수 없습니다. 아래에 서버의 응답이 나타날 때까지 페이지를 닫지 마세요.",
  plainUnconfirmed:
    "업로드하는 중입니다. 이 브라우저에서는 진행률을 표시할 수 없고 서버의 확인을 받을 수 없습니다. 업로드하는 동안 페이지를 닫지 말고, 이 페이지를 보낸 사람에게 파일이 도착했는지 문의하세요.",
  plainRedirected:
    "업로드하는 중입니다. 이 브라우저에서는 진행률을 표시할 수 없습니다. 다른 페이지가 나타날 때까지 페이지를 닫지 마세요.",
  response201: "서버가 응답했습니다. 아래 응답에 파일 이름이 있으면 파일이 저장된 것입니다.",
  response200: "서버가 응답했습니다. 아래에 아무것도 표시되지 않으면 파일이 저장된 것입니다.",
  responseRefused: "파일이 저장되지 않았습니다. 이유가 아래에 표시됩니다.",
  broken: "업로드가 완료되지 않았을 수 있습니다. 이 페이지를 보낸 사람에게 파일이 도착했는지 문의하세요.",
  unreadable: "브라우저에서 파일을 읽을 수 없습니다. 파일이 변경되었거나 이동되었으면 다시 선택하세요.",
  tooLarge: "파일 크기가 {0}입니다. 최대 크기는 {1}입니다.",
  tooSmall: "파일 크기가 {0}입니다. 최소 크기는 {1}입니다.",
  wrongType: "{0} 파일만 업로드할 수 있습니다. 이 파일은 {1}입니다.",
  other: "양식에서 이 업로드를 허용하지 않습니다({0}).",
  policyExpired: "양식이 만료되었습니다.",
  response: "서버의 응답",
  image: "이미지",
  video: "동영상",
  audio: "오디오",
  text: "텍스트",
  "application/pdf": "PDF",
};

const texts = isKorean ? korean : english;

export function say(name: keyof typeof english, ...values: (string | number)[]): string {
  return fillIn(texts[name], values);
}

/** The plain name of a content type or a group (`image/*`), if there is one. */
export function kind(type: string): string {
  const name = type.replace(/\/\*$/, "");
  return name in texts ? `${texts[name as keyof typeof texts]} (${type})` : type;
}

export function time(iso: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" }).format(new Date(iso));
}

import { fillIn } from "../reader/fillIn.ts";
import { isKorean } from "../reader/language.ts";

/** Texts of the page. `{0}` is a placeholder. */
const english = {
  summary: "{0}, {1}",
  until: "You can download until {0} ({1} left).",
  ended: "This page expired on {0}. Ask the person who sent it to you for a new one.",
  all: "Download all as ZIP",
  selected: "Download selected as ZIP ({0}, {1})",
  selectAll: "Select all files listed below",
  select: "Select {0}",
  download: "Download {0}",
  downloadShort: "Download",
  open: "Open {0} in a new tab",
  preview: "Preview {0}",
  close: "Close",
  previous: "Previous",
  next: "Next",
  notShown: "This file can't be shown here. Download it to open it.",
  progress: "Downloaded: {0} of {1}, {2} of {3}",
  offline: "Waiting for the network connection…",
  cancel: "Cancel",
  cancelled: "Canceled. No file was saved.",
  saved: "Saved: {0}",
  savedWith: "Saved: {0}. Not complete: {1}. The ZIP file contains a list of them.",
  failed: "The download failed: {0}",
  parts:
    "This browser can't save this much data at once. Download the parts one after the other, and wait until each part is saved before you start the next.",
  part: "Part {0} of {1} ({2}, {3})",
  failuresFile: "Not downloaded.txt",
  rejected: "The server rejected the request ({0}).",
  broken: "The connection was interrupted.",
  incomplete: "The file in this ZIP is incomplete. {0}",
  unreachable: "Browsers can't download this file, because its name has “.” or “..” segments.",
};

const korean: typeof english = {
  summary: "{0}, {1}",
  until: "{0}까지 다운로드할 수 있습니다({1} 남음).",
  ended: "이 페이지는 {0}에 만료되었습니다. 이 페이지를 보낸 사람에게 새 페이지를 요청하세요.",
  all: "모두 ZIP으로 다운로드",
  selected: "선택 항목을 ZIP으로 다운로드({0}, {1})",
  selectAll: "아래 목록의 모든 파일 선택",
  select: "{0} 선택",
  download: "{0} 다운로드",
  downloadShort: "다운로드",
  open: "{0} 새 탭에서 열기",
  preview: "{0} 미리 보기",
  close: "닫기",
  previous: "이전",
  next: "다음",
  notShown: "이 파일은 여기에 표시할 수 없습니다. 파일을 열려면 다운로드하세요.",
  progress: "다운로드: {1} 중 {0}, {3} 중 {2}",
  offline: "네트워크 연결을 기다리는 중…",
  cancel: "취소",
  cancelled: "취소했습니다. 저장된 파일이 없습니다.",
  saved: "저장했습니다: {0}",
  savedWith: "저장했습니다: {0}. 다운로드하지 못한 파일: {1}. ZIP 파일에 그 목록이 있습니다.",
  failed: "다운로드하지 못했습니다: {0}",
  parts:
    "이 브라우저에서는 데이터를 한 번에 이만큼 저장할 수 없습니다. 나눈 파일을 하나씩 다운로드하고, 하나가 저장된 다음에 다음 파일을 시작하세요.",
  part: "{1}개 중 {0}번째({2}, {3})",
  failuresFile: "다운로드하지 못한 파일.txt",
  rejected: "서버에서 요청을 거부했습니다({0}).",
  broken: "연결이 끊어졌습니다.",
  incomplete: "이 ZIP에 있는 파일은 일부만 저장되었습니다. {0}",
  unreachable: "이름에 “.” 또는 “..” 세그먼트가 있어 브라우저에서 다운로드할 수 없습니다.",
};

const texts = isKorean ? korean : english;

export const say = (name: keyof typeof english, ...values: (string | number)[]): string => fillIn(texts[name], values);

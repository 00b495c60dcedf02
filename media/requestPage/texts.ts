import { fillIn } from "../reader/fillIn.ts";
import { isKorean } from "../reader/language.ts";

/** Texts of the page, in addition to those of the upload page. `{0}` is a placeholder. */
const english = {
  chooseFiles: "Choose files",
  chooseFolder: "Choose a folder",
  drop: "Drop files or folders here",
  files: "Files",
  timeLeft: "Time left: {0}.",
  pause: "Pause",
  resume: "Resume",
  retry: "Try again",
  paused: "Paused at {0}.",
  progress: "{0} of {1}, {2} per second",
  preparing: "Checking the file…",
  offline: "Waiting for the network connection…",
  stored: "Uploaded.",
  done: "All files were uploaded: {0}.",
  doneExcept: "Uploaded files: {0}. Files that weren't accepted: {1}.",
  uploading: "Uploading…",
  unfinished:
    "Unfinished uploads: {0}. If one of them is yours, choose the same file again. Only the missing parts are sent. To send another file instead, discard it.",
  arrived: "{0} of {1} arrived.",
  lastPart: "Last part: {0}.",
  discard: "Discard",
  discardQuestion:
    "Discard this unfinished upload? Do this only if it's yours. Another file can then be sent instead, and what has arrived of this one is lost.",
  discarded: "Someone with this link has discarded this upload. To continue it, choose Try again.",
  endedElsewhere:
    "This upload was ended by someone else, or has already arrived. Ask the person who sent you this page for a new one.",
  canceled: "Canceled.",
  longName: "The path of the file is too long.",
  noResponse: "The server can't be reached. Check the network connection, then try again.",
  noSlot: "This page can't accept another file of this size. Ask the person who sent you this page for a new one.",
  noSlotUnfinished:
    "This page can't accept another file of this size. If an unfinished upload is yours, discard it. Otherwise, ask the person who sent you this page for a new one.",
  largeFiles: "Files over {0}: at most {1}.",
  slotsOnly: "Maximum number of files: {0}.",
  otherWindow: "The upload of this file continues in another window.",
  unconfirmed: "The server didn't confirm the upload. Ask the person who sent you this page whether the file arrived.",
  privacy: "Anyone with this link can send files, and can see the sizes of unfinished uploads and discard them.",
};

const korean: typeof english = {
  chooseFiles: "파일 선택",
  chooseFolder: "폴더 선택",
  drop: "파일이나 폴더를 여기에 끌어 놓으세요",
  files: "파일",
  timeLeft: "남은 시간: {0}.",
  pause: "일시 중지",
  resume: "계속",
  retry: "다시 시도",
  paused: "{0}에서 일시 중지했습니다.",
  progress: "{1} 중 {0}, 초당 {2}",
  preparing: "파일을 확인하는 중…",
  offline: "네트워크 연결을 기다리는 중…",
  stored: "업로드했습니다.",
  done: "파일을 모두 업로드했습니다: {0}개.",
  doneExcept: "업로드한 파일: {0}개. 업로드할 수 없는 파일: {1}개.",
  uploading: "업로드하는 중…",
  unfinished:
    "완료되지 않은 업로드: {0}개. 내가 업로드하던 파일이면 같은 파일을 다시 선택하세요. 아직 전송되지 않은 부분만 전송합니다. 대신 다른 파일을 보내려면 삭제하세요.",
  arrived: "{1} 중 {0} 도착.",
  lastPart: "마지막 파트: {0}.",
  discard: "삭제",
  discardQuestion:
    "완료되지 않은 이 업로드를 삭제할까요? 내가 보낸 파일인 경우에만 삭제하세요. 그러면 다른 파일을 대신 보낼 수 있으며, 이 파일에서 이미 도착한 부분은 사라집니다.",
  discarded: "이 링크를 가진 다른 사람이 이 업로드를 삭제했습니다. 계속하려면 다시 시도를 선택하세요.",
  endedElsewhere:
    "다른 사람이 이 업로드를 끝냈거나 파일이 이미 도착했습니다. 이 페이지를 보낸 사람에게 새 페이지를 요청하세요.",
  canceled: "취소했습니다.",
  longName: "파일의 경로가 너무 깁니다.",
  noResponse: "서버에 연결할 수 없습니다. 네트워크 연결을 확인한 다음 다시 시도하세요.",
  noSlot: "이 페이지에서는 이 크기의 파일을 더 받을 수 없습니다. 이 페이지를 보낸 사람에게 새 페이지를 요청하세요.",
  noSlotUnfinished:
    "이 페이지에서는 이 크기의 파일을 더 받을 수 없습니다. 완료되지 않은 업로드가 내 것이면 삭제하세요. 아니면 이 페이지를 보낸 사람에게 새 페이지를 요청하세요.",
  largeFiles: "{0}가 넘는 파일: 최대 {1}개.",
  slotsOnly: "최대 파일 수: {0}개.",
  otherWindow: "이 파일은 다른 창에서 계속 업로드하고 있습니다.",
  unconfirmed: "서버에서 업로드를 확인하지 않았습니다. 이 페이지를 보낸 사람에게 파일이 도착했는지 문의하세요.",
  privacy: "이 링크를 가진 사람은 누구나 파일을 보낼 수 있고, 완료되지 않은 업로드의 크기를 보고 삭제할 수 있습니다.",
};

const texts = isKorean ? korean : english;

export function write(name: keyof typeof english, ...values: (string | number)[]): string {
  return fillIn(texts[name], values);
}

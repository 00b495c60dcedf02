import { isKorean } from "./language.ts";

const english = {
  sealed: "This page is protected with a passphrase. Enter the passphrase from the person who sent you the link.",
  passphrase: "Passphrase",
  open: "Open",
  opening: "Checking the passphrase…",
  wrong: "Wrong passphrase. Check spaces and capital letters, then try again.",
  local: "The passphrase is checked in this browser and isn't sent anywhere.",
  insecure:
    "This page is protected with a passphrase, but browsers can open it only if its address starts with https://. Ask the person who sent you the link for another one.",
};

const korean: typeof english = {
  sealed: "암호 구문으로 보호된 페이지입니다. 링크를 보낸 사람에게 받은 암호 구문을 입력하세요.",
  passphrase: "암호 구문",
  open: "열기",
  opening: "암호 구문을 확인하는 중…",
  wrong: "암호 구문이 올바르지 않습니다. 공백과 대문자를 확인한 다음 다시 시도하세요.",
  local: "암호 구문은 이 브라우저에서만 확인하며 어디에도 전송하지 않습니다.",
  insecure:
    "암호 구문으로 보호된 페이지이지만, 주소가 https://로 시작해야 브라우저에서 열 수 있습니다. 링크를 보낸 사람에게 다른 링크를 요청하세요.",
};

export const texts = isKorean ? korean : english;

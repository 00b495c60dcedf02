import { isKorean } from "../reader/language.ts";

/** Texts of the page. `{0}` is a placeholder. */
const english = {
  search: "Search all names",
  name: "Name",
  size: "Size",
  more: "Show more",
  none: "Nothing found.",
  until: "The links are valid until:",
  ended: "The links expired on:",
  unreachable: "Browsers rewrite the “.” and “..” segments of this name: use curl with --path-as-is.",
  file: "1 file",
  files: "{0} files",
};

const korean: typeof english = {
  search: "모든 이름에서 검색",
  name: "이름",
  size: "크기",
  more: "더 표시",
  none: "찾은 항목이 없습니다.",
  until: "링크 만료 시각:",
  ended: "링크가 만료된 시각:",
  unreachable: "브라우저가 이 이름의 “.”와 “..” 부분을 바꿉니다. --path-as-is 옵션과 함께 curl을 사용하세요.",
  file: "파일 1개",
  files: "파일 {0}개",
};

export const texts = isKorean ? korean : english;

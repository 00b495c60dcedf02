import { isKorean } from "./language.ts";

/** Texts of the list of files. `{0}` is a placeholder. */
const english = {
  search: "Search all names",
  name: "Name",
  size: "Size",
  more: "Show more",
  none: "Nothing found.",
  until: "The links are valid until:",
  ended: "The links expired on:",
  unreachable:
    "Browsers rewrite the “.” and “..” segments of this name, so the link doesn't work there. Use curl with --path-as-is.",
  file: "1 file",
  files: "{0} files",
};

const korean: typeof english = {
  search: "모든 이름에서 검색",
  name: "이름",
  size: "크기",
  more: "더 보기",
  none: "검색 결과가 없습니다.",
  until: "링크 만료 시각:",
  ended: "링크가 만료된 시각:",
  unreachable:
    "브라우저에서 이 이름의 “.” 및 “..” 세그먼트를 변경하므로 링크가 작동하지 않습니다. curl을 --path-as-is 옵션과 함께 사용하세요.",
  file: "파일 1개",
  files: "파일 {0}개",
};

export const texts = isKorean ? korean : english;

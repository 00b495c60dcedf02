/** A word or phrase that the product does not use, with its replacement. */
export interface Unwanted {
  pattern: RegExp;
  instead: string;
}

/** Words that appear neither in identifiers, titles of tests and comments nor in texts of the product. */
export const UNWANTED_WORDS: Record<string, string> = {
  anew: "again",
  anybody: "anyone",
  beside: "next to",
  dear: "expensive",
  dearest: "most expensive",
  desk: "setup",
  everybody: "everyone",
  fate: "consequence",
  heed: "support",
  heeds: "supports",
  lab: "harness",
  lest: "so that … not",
  lies: "is",
  nobody: "no one",
  patience: "idle timeout",
  praise: "success text",
  reckoned: "extrapolated",
  scene: "setup",
  shall: "should",
  silence: "idle timeout",
  somebody: "someone",
  spoil: "corrupt",
  spoils: "corrupts",
  stands: "is, appears",
  strike: "affect",
  strikes: "affects",
  struck: "affected",
  tell: "show, report",
  tells: "shows, reports",
  thrice: "three times",
  told: "shown, reported",
  unheeded: "unsupported",
  whoever: "anyone who",
};

const word = (pattern: string, instead: string): Unwanted => ({
  pattern: new RegExp(`\\b(${pattern})\\b`, "i"),
  instead,
});

/** Patterns that no English text of the user interface contains. */
export const UNWANTED_ENGLISH: Unwanted[] = [
  ...Object.entries(UNWANTED_WORDS).map(([unwanted, instead]) => word(unwanted, instead)),
  word("answer|answers|answered", "response, respond"),
  word("refuse|refuses|refused", "reject"),
  word("stand", "be, appear"),
  word("terms", "conditions, settings"),
  word("begins?|begins? so", "start"),
  word("holders?", "anyone with"),
  word("forget|forgets", "remove from list"),
  word("cancelled|lower-case|upper-case", "canceled, lowercase, uppercase"),
  { pattern: /\b[Aa]ccess key id\b/, instead: "access key ID" },
  word("(exists|exist) already", "already exists"),
  word("(one|URL|object) a line|a second", "per …"),
  word("(it|they) (works?|lives?) until|works? until \\{|works for", "is valid until, lifetime"),
  word("(link|links|form|page|credentials|session|token)s? (end|ends|ended|have ended)", "expire"),
  word("ended .* ago", "expired … ago"),
  word("is the (most|least)|begins? (below|beyond)", "limit, minimum"),
  word("keeps (no )?versions|for good|brought back|called? back", "versioning, permanently, recover, revoke"),
  word("may not do|takes? on|slow down", "access denied, assume, throttled"),
  word("(to be had|by itself|in the meantime|as it is|of its own|so for all)", "a plain phrase"),
  word("is taken|are taken|takes (no )?[A-Z]\\w*s", "accepts"),
  word("by one link|by its link|by the form|by an upload form", "with"),
  word("costs? until", "charged until"),
  word("(ends?|ended) (the|its|their) links?", "links stop working"),
  word("asks for this|another host than|a place in S3|nothing remains", "requested, a different host than, location"),
];
/** Patterns that no Korean text contains: other words for glossary terms, literary words, and English word order. */
export const UNWANTED_KOREAN: Unwanted[] = (
  [
    ["사전 서명|프리사인", "미리 서명된"],
    ["(?<!플랫)폼", "양식"],
    ["서명한 사용자", "서명자"],
    ["올리는 사람", "업로드하는 사람"],
    ["올릴 수|올리세요|올리기|내려받", "업로드, 다운로드"],
    ["끝나|끝났|끝납", "만료되다, 완료되다"],
    ["거두", "무효화, 제거"],
    ["개체", "객체"],
    ["지역", "리전"],
    ["가상 호스트 방식", "가상 호스팅 방식"],
    ["프로파일", "프로필"],
    ["보안 인증(?!서)", "자격 증명"],
    ["맡", "수임하다"],
    ["접근", "액세스"],
    ["매개변수|파라미터", "매개 변수"],
    ["콘텐츠 유형", "콘텐츠 형식"],
    ["완전히", "영구적으로"],
    ["되살", "복구"],
    ["살펴보|살펴본", "검사"],
    ["적으세요|쓰세요|적은", "입력하세요"],
    ["고르|고른", "선택"],
    ["주의", "경고"],
    ["복사본", "사본"],
    ["비밀번호", "암호"],
    ["상황에 맞는 메뉴", "컨텍스트 메뉴"],
    ["동작(하|합)", "작동"],
    ["가운데|말고는|까닭|저절로|저쪽|통합니다|통하지|나이|무언가|건네", "평이한 말"],
    ["(버킷|프로필|연결|필드|조건|역할|매개 변수) \\{\\d\\}", "{0} 버킷"],
    ["[가-힣] \\(", "괄호 앞에 공백 없이"],
    ["(?<!> ?|[\\d.])\\d+(KB|MB|GB|TB)", "숫자와 단위 사이에 공백"],
    ["링크가 있는 사람", "링크를 가진 사람"],
  ] as const
).map(([pattern, instead]) => ({ pattern: new RegExp(pattern), instead }));

/** A word that is intended in some files. */
export interface AllowedWord {
  word: string;
  files: RegExp;
  reason: string;
}

export const ALLOWED_WORDS: AllowedWord[] = [
  { word: "reckoned", files: /^test\/bench\//, reason: "reckonedFrom is a key of results.json, whose form is kept" },
];

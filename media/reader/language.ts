/** Pages for recipients hold both languages, and show that of the reader's browser. */
export const isKorean = navigator.language.toLowerCase().startsWith("ko");

/** RFC 5646 tag for numbers and times: those of a third language would stand among English words. */
export const language = isKorean || /^en\b/i.test(navigator.language) ? navigator.language : "en";

/** Recipient pages contain both languages and show the one that the reader's browser prefers. */
export const isKorean = navigator.language.toLowerCase().startsWith("ko");

/**
 * RFC 5646 tag for numbers and times. A third language falls back to English, so that its dates don't appear in English
 * sentences.
 */
export const language = isKorean || /^en\b/i.test(navigator.language) ? navigator.language : "en";

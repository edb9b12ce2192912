/** Greetings. */
export const greetPhrases: readonly string[] = ['你好', '在吗'];
/** Thanks and leave. */
export const thanksPhrases: readonly string[] = ['谢谢', '再见'];
/** What can you do. */
export const helpPhrases: readonly string[] = ['你能做什么', '怎么用'];
/** A person, please. */
export const humanPhrases: readonly string[] = ['转人工', '找个真人'];
/** Leave it. */
export const cancelPhrases: readonly string[] = ['算了', '不用了'];

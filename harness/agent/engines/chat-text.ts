/** A question in Phi-3's chat template, as far as the answer begins. Every engine is given the same text. */
export const chatText = (text: string): string => `<|user|>\n${text}<|end|>\n<|assistant|>\n`;

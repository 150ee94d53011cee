import { type Html, html, nothing } from './markup.ts';

/** A choice of a list. @param chosen value of the one that is chosen now */
export const selectOption = (value: string, words: string, chosen: string): Html =>
  html`<option value="${value}"${value === chosen ? html` selected` : nothing}>${words}</option>`;

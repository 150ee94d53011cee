import { renderPage } from '../page-frame.ts';
import { html } from '../shared/markup.ts';

/** What cannot be shown, why, and what to do. */
export interface Notice {
  /** Of the register of errors. */
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

export function renderNotice({ code, message, hint }: Notice): string {
  return renderPage({
    title: message,
    first: 'message',
    virtualNote: null,
    about: 'runs',
    links: [],
    asksItsServer: true,
    sections: [
      html`<section class="verdict" aria-labelledby="headline"><h1 id="headline">${message}</h1>
${hint === null ? '' : html`<p>Next: ${hint}</p>`}<p><a href="./">All runs</a> <small>${code}</small></p></section>`,
    ],
  });
}

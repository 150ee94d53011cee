import { markdownText } from '../../harness/words/markdown.ts';

/** Copies the first screen as text that a chat or a ticket takes: the verdict and its reason, the facts, a line a gate. */
export function offerSummary(): void {
  const said = document.getElementById('summary-said');
  document.getElementById('copy-summary')?.addEventListener('click', async () => {
    const told = await navigator.clipboard.writeText(summaryOf(document)).then(
      () => 'Summary copied.',
      () => 'The browser does not let the page copy.',
    );
    if (said) said.textContent = told;
  });
}

/** In Markdown, which is read as it stands where it is not known. */
function summaryOf(page: Document): string {
  const words = (selector: string): string => textOf(page.querySelector(selector));
  const facts = [...page.querySelectorAll('.hero .facts li')].map(textOf);
  const gates = [...page.querySelectorAll('.gates li')].map(lineOf);
  return [`**${words('.hero .word')}** ${words('.hero .reason')}`, facts.join(' · '), gates.join('\n')].join(
    '\n\n',
  );
}

function lineOf(gate: Element): string {
  const of = (name: string): string => textOf(gate.querySelector(`.${name}`));
  if (gate.classList.contains('said')) return `- ${textOf(gate)}`;
  const aside = [of('allowed'), of('where')].filter((part) => part !== '').join('; ');
  return `- ${of('mark')} ${of('gate')}: ${of('measured')}${aside === '' ? '' : ` (${aside})`}`;
}

const textOf = (element: Element | null): string => markdownText(element?.textContent ?? '');

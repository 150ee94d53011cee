/** Puts an address where the reader can paste it from. @returns what to tell the reader */
export async function copyLink(address: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(address);
    return 'Link copied: it opens this very view.';
  } catch {
    return 'The browser does not let the page copy. The address bar has the link of this view.';
  }
}

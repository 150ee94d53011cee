/** As of binary lists: far above what any app or service has, and read in milliseconds. */
const MOST_ELEMENTS = 20_000;
const DEEPEST = 64;

const TAG = /<(\/?)[A-Za-z][^<>]*?(\/?)>/g;

/**
 * Counts the elements of an XML property list and how deep they are nested, before a parser makes a tree of them: of lists in lists
 * it takes seconds.
 * @throws Error when it would become larger than any property list that is meant
 */
export function refuseUnboundedXml(text: string): void {
  let [elements, depth] = [0, 0];
  for (const [, closes, isEmpty] of text.matchAll(TAG)) {
    if (closes) depth -= 1;
    else if (!isEmpty) depth += 1;
    if (depth > DEEPEST) throw new Error('it is cut or nested too deep');
    elements += 1;
    if (elements > 2 * MOST_ELEMENTS) throw new Error(`it has more than ${MOST_ELEMENTS} elements`);
  }
}

import type { Event } from '../event.ts';
import type { Rule } from './rule.ts';

/** Slow, or warms pages: in any order, after the last trial. Older agents hash here. */
const AT_LEISURE = 'scores or checkpoint after-unload or model.digest';

/** What may stand where: a line is never of an earlier part than one before it. */
const parts = [
  'environment start',
  'checkpoint launch',
  'checkpoint before-load',
  'model.loaded',
  'checkpoint after-load',
  'model.digest',
  'trials',
  'checkpoint end-of-suite',
  AT_LEISURE,
  'environment end',
] as const;

export const order: Rule = {
  id: 'order',
  says: `events come in this order: agent.started, ${parts.join(', ')}, agent.finished`,
  check({ events }) {
    let reached = 0;
    return events.flatMap(({ line, event }) => {
      const part = partOf(event, reached);
      if (part === null) return [];
      const at = parts.indexOf(part);
      if (at < reached) return [{ line, words: `${part} stands after ${parts[reached]}` }];
      reached = at;
      return [];
    });
  },
};

/** The file is hashed before the trials; by older agents after them. */
const digestPart = (reached: number): (typeof parts)[number] =>
  reached > parts.indexOf('model.digest') ? AT_LEISURE : 'model.digest';

/** Null for what may stand anywhere, and for the two ends, which have rules of their own. */
function partOf(event: Event, reached: number): (typeof parts)[number] | null {
  switch (event.type) {
    case 'environment':
      return event.at === 'change' ? null : `environment ${event.at}`;
    case 'checkpoint':
      if (event.at === 'after-warm-up') return 'trials';
      return event.at === 'after-unload' ? AT_LEISURE : `checkpoint ${event.at}`;
    case 'model.loaded':
      return 'model.loaded';
    case 'trial.started':
    case 'tokens':
    case 'trial.finished':
    case 'probe':
      return 'trials';
    case 'model.digest':
      return digestPart(reached);
    case 'scores':
      return AT_LEISURE;
    default:
      return null;
  }
}

import type { Rule } from './rule.ts';

export const modelLoaded: Rule = {
  id: 'model-loaded',
  says: 'the model is loaded once, before any trial, and its footprints are those of the checkpoints around it',
  check(launch) {
    const [loaded, again] = launch.of('model.loaded');
    const [trial] = launch.of('trial.started');
    if (!loaded)
      return trial ? [{ line: trial.line, words: 'a trial begins, and no model was loaded' }] : null;
    const { line, event } = loaded;
    const at = (name: string): number | undefined =>
      launch.of('checkpoint').find((each) => each.event.at === name)?.event.footprintBytes;
    const said = [
      ['footprintBeforeBytes', event.footprintBeforeBytes, at('before-load')],
      ['footprintAfterBytes', event.footprintAfterBytes, at('after-load')],
    ] as const;
    const other = said.filter(([, own, read]) => own !== null && read !== undefined && own !== read);
    return [
      ...(again ? [{ line: again.line, words: 'a model is loaded again' }] : []),
      ...(event.loadUs > event.t
        ? [{ line, words: `loadUs is ${event.loadUs}, longer than the launch so far` }]
        : []),
      ...other.map(([name, own, read]) => ({
        line,
        words: `${name} is ${own}, the checkpoint says ${read}`,
      })),
    ];
  },
};

import { expect, test } from 'vitest';
import { choosePublishers } from './choose-publishers.ts';

test.each([
  ['nothing is asked for outside of CI', undefined, {}, ['junit', 'summary']],
  ['nothing is asked for on GitHub', undefined, { GITHUB_ACTIONS: 'true' }, ['junit', 'summary', 'github']],
  ['nothing is asked for on GitLab', undefined, { GITLAB_CI: 'true' }, ['junit', 'summary', 'gitlab']],
  ['names are asked for', ['ctrf, webhook', 'ctrf'], { GITHUB_ACTIONS: 'true' }, ['ctrf', 'webhook']],
  ['none is asked for', ['none'], { GITHUB_ACTIONS: 'true' }, []],
])('where %s', (_, asked, env, chosen) => {
  expect(choosePublishers(asked, env)).toEqual(chosen);
});

test('a name that is mistyped is refused with the nearest', () => {
  expect(() => choosePublishers(['junti'], {})).toThrow('did you mean "junit"');
});

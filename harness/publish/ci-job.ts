type Environment = Readonly<Record<string, string | undefined>>;

/** Where each CI says which job it is running. */
const urlOf: readonly ((env: Environment) => string | undefined)[] = [
  ({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }) =>
    server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined,
  ({ CI_JOB_URL: url }) => url,
  ({ BUILDKITE_BUILD_URL: url }) => url,
  ({ BUILD_URL: url }) => url,
];

/** The page of the CI job that runs us: GitHub's, GitLab's, Buildkite's or Jenkins'; null outside of them. */
export const ciJobUrl = (env: Environment): string | null =>
  urlOf.map((of) => of(env)).find((url) => url !== undefined && /^https?:\/\//.test(url)) ?? null;

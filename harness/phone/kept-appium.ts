import type { AppiumServer } from './appium-server.ts';

/** The Appium server of a run, which is started again when it has ended. */
export interface KeptAppium {
  /** Of a server that runs. @throws HeatsoakError `APPIUM_NOT_READY` */
  url(): Promise<string>;
  /** Ends the server that runs, as a crash would: to show what a run does then. */
  kill(): void;
  close(): Promise<void>;
}

/** A server that ends more often than this has a reason that a new start does not take away. */
const MOST_STARTS = 4;

/** Starts a server, and another one each time that one is asked for and the last has ended. @throws HeatsoakError `APPIUM_NOT_READY` */
export async function keepAppium(start: () => Promise<AppiumServer>): Promise<KeptAppium> {
  let server = await start();
  let starts = 1;
  let starting: Promise<void> | null = null;
  const startAgain = async (): Promise<void> => {
    starts++;
    const ended = server;
    server = await start();
    await ended.close();
  };
  return {
    async url() {
      if (server.hasEnded() && starts < MOST_STARTS) {
        // The phones of a run lose their server at the same time: one start is for all of them.
        starting ??= startAgain().finally(() => {
          starting = null;
        });
      }
      await starting;
      return server.url;
    },
    kill: () => server.kill(),
    async close() {
      await starting?.catch(() => undefined);
      await server.close();
    },
  };
}

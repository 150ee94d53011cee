/** What sends a command of the driver, as a session of WebdriverIO does. */
interface Driver {
  executeScript(script: string, args: unknown[]): Promise<unknown>;
}

/** Labels of the buttons of an alert in front; null: W3C says that nothing is. */
export async function alertButtons(driver: Driver): Promise<readonly string[] | null> {
  try {
    return (await driver.executeScript('mobile: alert', [{ action: 'getButtons' }])) as readonly string[];
  } catch (error) {
    if ((error as { name?: unknown } | null)?.name === 'no such alert') return null;
    throw error;
  }
}

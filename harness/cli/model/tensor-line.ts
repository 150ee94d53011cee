/** Progress of long work on stderr: one line that is written over, and a line every 50 tensors where stderr is no terminal. */
export function tensorLine(): { show(done: number, all: number): void; end(): void } {
  const { stderr } = process;
  const isShown = stderr.isTTY === true;
  return {
    show: (done, all) => {
      if (isShown) stderr.write(`\r${done} of ${all} tensors`);
      else if (done % 50 === 0 && done < all) stderr.write(`${done} of ${all} tensors\n`);
    },
    end: () => {
      if (isShown) stderr.write('\r\u001b[K');
    },
  };
}

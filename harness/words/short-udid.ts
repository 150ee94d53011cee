/** Enough of a udid to tell the phones of a lab apart, and too little to name one elsewhere: `00008140…4F67`. */
export const shortUdid = (udid: string): string =>
  udid.length <= SHOWN ? udid : `${udid.slice(0, 8)}…${udid.slice(-4)}`;

const SHOWN = 12;

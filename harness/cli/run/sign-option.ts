/** Of every command that measures and leaves a run folder. */
export const signOption = [
  '--sign <key.pem>',
  'sign the seal of the run with this Ed25519 private key (see docs/guides/sealed-runs.md)',
] as const;

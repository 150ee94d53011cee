/** The package is installed on demand (docs/guides/install.md); its types are those of onnxruntime-common. */
declare module 'onnxruntime-node' {
  export * from 'onnxruntime-common';
}

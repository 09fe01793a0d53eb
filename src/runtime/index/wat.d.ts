// WebAssembly text files are assembled when the bundles are built; importing one gives the bytes of the module.

declare module '*.wat' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

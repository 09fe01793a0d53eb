// Loaded by an encoder process before its program: a machine where no native library can be loaded.

process.dlopen = () => {
  throw new Error('libonnxruntime.so.1: cannot open shared object file');
};

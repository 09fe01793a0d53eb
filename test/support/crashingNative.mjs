// Loaded by an encoder process before its program: a processor that the native library cannot run on.

process.dlopen = () => process.kill(process.pid, 'SIGSEGV');

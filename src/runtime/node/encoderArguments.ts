// Arguments of the encoder's program.

/** Read the native runtime at once, before a model is named. */
export const readNative = '--read-native';

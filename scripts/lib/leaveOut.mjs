// An esbuild plugin: optional packages that a library tries to load and that are never shipped. The bundle then holds a
// module that fails as a missing one does.

/** `names`: packages. */
export const leaveOut = (...names) => ({
  name: 'leaveOut',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(${names.join('|')})$`);
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'leftOut' }));
    onLoad({ filter: /.*/, namespace: 'leftOut' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of this package.`)})`,
    }));
  },
});

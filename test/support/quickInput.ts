// What tests ask of quick input, the list and input at the top of the window, from within the page.

/** Runs in the page: whether quick input is closed or shows another text. */
export function isNoLonger(text: string): boolean {
  const input = document.querySelector<HTMLInputElement>('.quick-input-widget input.input');
  return !input?.checkVisibility() || input.value !== text;
}

/** Runs in the page: whether quick input holds a name with this extension. */
export function isProposed(extension: string): boolean {
  const input = document.querySelector<HTMLInputElement>('.quick-input-widget input.input');
  return !!input?.checkVisibility() && input.value.endsWith(extension);
}

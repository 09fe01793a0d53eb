// Small helpers to build the page. Text only ever enters as text nodes, so nothing in a document can become markup.

type Child = Node | string | null | undefined;
type Attributes = Readonly<Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>>;

/** An element with attributes, `on…` listeners and children. `true` sets an empty attribute, null and false none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/**
 * Gives an element the focus that drawing anew took from the one before it. Only while the page has the focus: else it would
 * be taken from the editor or the command palette, and the next key would go astray.
 */
export function refocus(element: HTMLElement | null | undefined): void {
  if (document.hasFocus()) element?.focus();
}

/** Draws anew what is in an element; the control of it (`data-control`) that had the focus has it again, its caret where it was. */
export function keepingFocus(within: HTMLElement, draw: () => void): void {
  const held = within.contains(document.activeElement) ? document.activeElement : null;
  const name = held?.closest<HTMLElement>('[data-control]')?.dataset.control;
  draw();
  if (name === undefined) return;
  const control = within.querySelector<HTMLElement>(`[data-control="${name}"]`);
  const isField = control?.matches('button, input, select');
  const again = isField ? control : control?.querySelector<HTMLElement>('input, select');
  refocus(again);
  if (!(held instanceof HTMLInputElement && again instanceof HTMLInputElement)) return;
  // Null of a field without a caret.
  if (held.selectionStart !== null) again.setSelectionRange(held.selectionStart, held.selectionEnd);
}

/** A toggle button: `aria-pressed` says whether it is on. */
export function toggle(label: string, pressed: boolean, onclick: () => void, title?: string): HTMLButtonElement {
  return h(
    'button',
    { type: 'button', class: 'toggle', 'aria-pressed': String(pressed), title: title ?? null, onclick },
    label,
  );
}

/** A labelled select; `change` gets the chosen value. */
export function select<T extends string>(
  label: string,
  value: T,
  options: readonly (readonly [T, string])[],
  change: (value: T) => void,
): HTMLLabelElement {
  const box = h(
    'select',
    { onchange: () => change(box.value as T) },
    ...options.map(([key, text]) => h('option', { value: key, selected: key === value }, text)),
  );
  return h('label', { class: 'field' }, h('span', {}, label), box);
}

/** A canvas that fills its parent at the screen's resolution; returns its context in CSS pixels and its size. */
export function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const [w, hh] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w || canvas.height !== hh) {
    canvas.width = w;
    canvas.height = hh;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this webview has no canvas');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Runs `draw` once before the next frame, however often it was asked for. */
export function onFrame(draw: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

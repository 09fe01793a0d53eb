// The three signs on a hit, drawn in the colour of the text: a font need not have them.

const paths = {
  like: 'M2 6q3-3.4 6 0t6 0M2 11q3-3.4 6 0t6 0',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  beside: 'M2.5 2.5h11v11h-11zM8 2.5v11',
} as const;

export type Sign = keyof typeof paths;

const namespace = 'http://www.w3.org/2000/svg';

export function icon(sign: Sign): SVGElement {
  const image = document.createElementNS(namespace, 'svg');
  image.setAttribute('viewBox', '0 0 16 16');
  image.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', paths[sign]);
  image.append(path);
  return image;
}

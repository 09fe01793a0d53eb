// Whether what stands on a page can be read.

/** Runs in the page: texts whose contrast with what they stand on is below 4.5 (WCAG 2.1, 1.4.3), with that contrast. */
export function hardToRead(body: HTMLElement | SVGElement): string[] {
  type Colour = readonly [number, number, number, number];
  const colourOf = (text: string): Colour => {
    const [r, g, b, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [r ?? 0, g ?? 0, b ?? 0, alpha];
  };
  const over = (top: Colour, below: Colour): Colour => {
    const mix = (n: number) => top[3] * top[n] + (1 - top[3]) * below[n];
    return [mix(0), mix(1), mix(2), 1];
  };
  const groundOf = (element: Element | null): Colour => {
    if (!element)
      return [
        ...(matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255]),
        1,
      ] as unknown as Colour;
    const own = colourOf(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, groundOf(element.parentElement));
  };
  const luminance = (colour: Colour): number => {
    const [r, g, b] = [colour[0], colour[1], colour[2]].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const texts = Array.from(body.querySelectorAll<HTMLElement>('h2, p, span, b, li, button, label, output')).filter(
    (element) =>
      element.checkVisibility() &&
      Array.from(element.childNodes).some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
  );
  return texts.flatMap((element) => {
    const ground = groundOf(element);
    const [a, b] = [luminance(over(colourOf(getComputedStyle(element).color), ground)), luminance(ground)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return contrast < 4.5 ? [`${contrast.toFixed(2)}: ${element.textContent?.slice(0, 60)}`] : [];
  });
}

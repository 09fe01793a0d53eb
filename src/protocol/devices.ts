// What the reason for another device says of who chose it. The runtime puts the device that was left in front.

/** In front of why a GPU was left alone when the encoder was opened. */
export const ofGpu = 'webgpu: ';

/** `auto` left a GPU alone, for its numbers, its speed or since there is none: nobody asked for it. */
export function isAutomaticChoice(wanted: string, reason: string | undefined): boolean {
  return wanted === 'auto' && reason?.startsWith(ofGpu) === true;
}

// How sure a softmax may be: probabilities of logits under temperatures, and the temperatures that logits of examples make
// credible which a classifier had not seen (Guo et al. 2017, On calibration of modern neural networks, section 4.2).

/** Softmax of each row of logits [N, K] after dividing by `temperature`. */
export function softmaxRows(logits: Float64Array, numLabels: number, temperature = 1): Float64Array {
  const out = new Float64Array(logits.length);
  for (let at = 0; at < logits.length; at += numLabels) {
    let most = -Infinity;
    for (let k = 0; k < numLabels; k++) most = Math.max(most, logits[at + k]);
    let sum = 0;
    for (let k = 0; k < numLabels; k++) sum += out[at + k] = Math.exp((logits[at + k] - most) / temperature);
    for (let k = 0; k < numLabels; k++) out[at + k] /= sum;
  }
  return out;
}

/**
 * Mean of the softmax of each row of logits [N, K] over the temperatures, each of which counts alike; the order of the
 * labels in a row is that of the logits.
 */
export function temperedRows(logits: Float64Array, numLabels: number, temperatures: Float64Array): Float64Array {
  const out = new Float64Array(logits.length);
  for (const temperature of temperatures) {
    const rows = softmaxRows(logits, numLabels, temperature);
    for (let at = 0; at < out.length; at++) out[at] += rows[at] / temperatures.length;
  }
  return out;
}

/** Examples that smoothed targets add to either side: Platt's, and those of Jeffreys' prior (1946). */
const platt = 1;
const jeffreys = 0.5;

const least = 0.05;
const most = 20;

/**
 * The temperature in 0.05…20 of the lowest cross-entropy (golden-section search on its logarithm), and that entropy.
 * `smooth` puts Platt's targets in the place of 1 and 0: (n + 1) / (n + 2) for the label of an example, n being how many
 * examples that label has, so that a few examples without a mistake do not make the classifier certain; the other labels
 * share the rest. Source: Platt 1999, Probabilistic outputs for support vector machines, section 2.2.
 */
export function fitTemperature(
  logits: Float64Array,
  labels: Int32Array,
  numLabels: number,
  smooth = false,
): { temperature: number; loss: number } {
  const loss = lossAt(logits, labels, numLabels, smooth ? platt : 0);
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(least);
  let high = Math.log(most);
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [atA, atB] = [loss(a), loss(b)];
  while (high - low > 1e-3) {
    if (atA <= atB) {
      [high, b, atB] = [b, a, atA];
      a = high - golden * (high - low);
      atA = loss(a);
    } else {
      [low, a, atA] = [a, b, atB];
      b = low + golden * (high - low);
      atB = loss(b);
    }
  }
  const log = (low + high) / 2;
  return { temperature: Math.exp(log), loss: loss(log) };
}

/** Steps of the logarithm of the temperature: a fortieth, finer than any number of examples tells apart. */
const gridSteps = 240;
/** So many temperatures stand for all that are credible. */
const quantiles = 8;

/**
 * Temperatures that stand for all that held-out logits [N, K] of several shuffles make credible: each is an eighth of the
 * posterior probability, flat beforehand over the logarithm from 0.05 to 20, the mean over the shuffles counting as one look
 * at the examples. Where few examples leave open what the logits are worth, the mean over these temperatures claims less
 * than the best of them; with many examples they are as good as one. Since that mean answers for few examples already, the
 * targets are smoothed by half as much as Platt's: (n + 1/2) / (n + 1). Source: Bishop 2006, Pattern Recognition and Machine Learning, section 3.4 (predictions as a
 * mean over what is not known).
 */
export function credibleTemperatures(
  heldOut: readonly Float64Array[],
  labels: Int32Array,
  numLabels: number,
): Float64Array {
  const losses = heldOut.map((logits) => lossAt(logits, labels, numLabels, jeffreys));
  const step = Math.log(most / least) / gridSteps;
  const grid = Float64Array.from({ length: gridSteps + 1 }, (_, n) => Math.log(least) + n * step);
  const mean = grid.map((log) => losses.reduce((sum, loss) => sum + loss(log), 0) / losses.length);
  const lowest = mean.reduce((a, b) => Math.min(a, b));
  const weights = mean.map((loss) => Math.exp(-labels.length * (loss - lowest)));
  const total = weights.reduce((a, b) => a + b, 0);
  const found = new Float64Array(quantiles);
  let below = 0;
  let next = 0;
  for (const [n, weight] of weights.entries()) {
    for (; next < quantiles && (next + 0.5) / quantiles <= (below + weight) / total; next++) {
      const inside = (((next + 0.5) / quantiles) * total - below) / weight;
      found[next] = Math.exp(grid[n] + (inside - 0.5) * step);
    }
    below += weight;
  }
  return found;
}

/** Cross-entropy by the logarithm of the temperature; `added` examples on either side smooth the targets. */
function lossAt(logits: Float64Array, labels: Int32Array, numLabels: number, added: number): (log: number) => number {
  const rests = countsOf(labels, numLabels).map((count) => added / (count + 2 * added));
  return (log) => {
    const probabilities = softmaxRows(logits, numLabels, Math.exp(log));
    return added
      ? smoothedCrossEntropy(probabilities, labels, rests)
      : meanCrossEntropy(probabilities, labels, numLabels);
  };
}

/** As meanCrossEntropy, against 1 − rests[label] for the label of an example, the rest shared by the other labels. */
function smoothedCrossEntropy(probabilities: Float64Array, labels: Int32Array, rests: Float64Array): number {
  const numLabels = rests.length;
  let sum = 0;
  labels.forEach((label, n) => {
    const rest = rests[label];
    for (let k = 0; k < numLabels; k++) {
      const target = k === label ? 1 - rest : rest / (numLabels - 1);
      sum -= target * Math.log(Math.max(probabilities[n * numLabels + k], 1e-300));
    }
  });
  return sum / labels.length;
}

/** Mean of −ln p(label) over probabilities [N, K]. */
export function meanCrossEntropy(probabilities: Float64Array, labels: Int32Array, numLabels: number): number {
  let sum = 0;
  labels.forEach((label, n) => (sum -= Math.log(Math.max(probabilities[n * numLabels + label], 1e-300))));
  return sum / labels.length;
}

/** How many examples each label has. */
export function countsOf(labels: Int32Array, numLabels: number): Float64Array {
  const counts = new Float64Array(numLabels);
  for (const label of labels) counts[label]++;
  return counts;
}

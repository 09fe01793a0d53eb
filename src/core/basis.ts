// An orthonormal basis of the space that rows span. Knows nothing of what the rows mean.

/** `basis` [rank, width] with orthonormal rows; `coordinates` [N, rank]: row n is the sum of its coordinates × basis. */
export interface Basis {
  readonly basis: Float64Array;
  readonly coordinates: Float32Array;
  readonly rank: number;
}

/** A row whose rest is shorter than this share of it lies in the span of the ones before, to the precision of fp32. */
const negligible = 1e-6;

/**
 * Basis of rows [N, width] by modified Gram-Schmidt, each row made orthogonal twice, which keeps the basis orthonormal to
 * machine precision. Source: Golub and Van Loan, Matrix Computations, 4th edition, section 5.2.8; Giraud et al. 2005.
 */
export function orthonormalBasis(rows: Float32Array, width: number): Basis {
  const count = rows.length / width;
  if (!Number.isInteger(count)) throw new RangeError(`${rows.length} values are no rows of ${width}`);
  const most = Math.min(count, width);
  const basis = new Float64Array(most * width);
  const coordinates = new Float64Array(count * most);
  const rest = new Float64Array(width);
  let rank = 0;
  for (let n = 0; n < count; n++) {
    rest.set(rows.subarray(n * width, (n + 1) * width));
    const length = norm(rest);
    for (let pass = 0; pass < 2; pass++) {
      for (let r = 0; r < rank; r++) {
        let along = 0;
        for (let d = 0, at = r * width; d < width; d++) along += rest[d] * basis[at + d];
        for (let d = 0, at = r * width; d < width; d++) rest[d] -= along * basis[at + d];
        coordinates[n * most + r] += along;
      }
    }
    const left = norm(rest);
    if (rank === most || left <= negligible * length) continue;
    for (let d = 0; d < width; d++) basis[rank * width + d] = rest[d] / left;
    coordinates[n * most + rank] = left;
    rank++;
  }
  const packed = new Float32Array(count * rank);
  for (let n = 0; n < count; n++) packed.set(coordinates.subarray(n * most, n * most + rank), n * rank);
  return { basis: basis.slice(0, rank * width), coordinates: packed, rank };
}

/** Rows [K, rank] in the coordinates of a basis as rows [K, width]. */
export function fromBasis(rows: Float64Array, { basis, rank }: Basis, width: number): Float64Array {
  const count = rank ? rows.length / rank : 0;
  const out = new Float64Array(count * width);
  for (let k = 0; k < count; k++) {
    for (let r = 0; r < rank; r++) {
      const factor = rows[k * rank + r];
      for (let d = 0; d < width; d++) out[k * width + d] += factor * basis[r * width + d];
    }
  }
  return out;
}

function norm(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return Math.sqrt(sum);
}

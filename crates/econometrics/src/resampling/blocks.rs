//! Blocks of neighbouring periods, drawn with repetition: resampling that keeps short memory.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::permutation::below;
use crate::refusal::Refusal;

/// n row indices made of blocks of `length` neighbours whose starts are drawn with equal chances from
/// `0..=n - length`; the last block is cut (moving blocks, Kuensch 1989). Refuses a length of 0 or above n.
pub fn moving_blocks(n: usize, length: usize, random: &mut ChaCha8Rng) -> Result<Vec<usize>, Refusal> {
    let mut rows = vec![0; n];
    moving_blocks_into(&mut rows, length, random)?;
    Ok(rows)
}

/// As [`moving_blocks`] with n the length of `rows`, which is filled: for loops that are not to allocate.
pub fn moving_blocks_into(rows: &mut [usize], length: usize, random: &mut ChaCha8Rng) -> Result<(), Refusal> {
    let n = rows.len();
    if length == 0 || length > n {
        return Err(Refusal::SettingOutOfRange {
            name: "block length",
            value: length as f64,
            range: "between 1 and the number of periods",
        });
    }
    for block in rows.chunks_mut(length) {
        let start = below(n - length + 1, random);
        block.iter_mut().zip(start..).for_each(|(row, at)| *row = at);
    }
    Ok(())
}

/// n row indices made of blocks of random length with mean `length_mean`, which run round the end: the
/// resampled series is stationary (Politis and Romano 1994). Refuses a mean below 1 and n = 0.
pub fn stationary_blocks(n: usize, length_mean: f64, random: &mut ChaCha8Rng) -> Result<Vec<usize>, Refusal> {
    let mut rows = vec![0; n];
    stationary_blocks_into(&mut rows, length_mean, random)?;
    Ok(rows)
}

/// As [`stationary_blocks`] with n the length of `rows`, which is filled.
pub fn stationary_blocks_into(rows: &mut [usize], length_mean: f64, random: &mut ChaCha8Rng) -> Result<(), Refusal> {
    let n = rows.len();
    if n == 0 {
        return Err(Refusal::TooFewObservations { have: 0, need: 1 });
    }
    if !(length_mean >= 1.0 && length_mean.is_finite()) {
        return Err(Refusal::SettingOutOfRange { name: "mean block length", value: length_mean, range: "at least 1" });
    }
    let mut at = below(n, random);
    for row in rows {
        *row = at;
        // 53 random bits as a share of 1.
        let share = (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        at = if share < 1.0 / length_mean { below(n, random) } else { (at + 1) % n };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    //! (a) by construction: one block of full length is the series itself; (c) property: neighbours stay
    //! neighbours except where a block ends, whose number has a known mean.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Simulated;

    #[test]
    fn one_full_block_is_the_series() {
        assert_eq!(moving_blocks(9, 9, &mut stream(1, 1)).unwrap(), (0..9).collect::<Vec<_>>());
        assert!(moving_blocks(9, 10, &mut stream(1, 1)).is_err());
        assert!(moving_blocks(9, 0, &mut stream(1, 1)).is_err());
        assert!(stationary_blocks(9, 0.5, &mut stream(1, 1)).is_err());
        assert!(stationary_blocks(9, f64::NAN, &mut stream(1, 1)).is_err());
    }

    #[test]
    fn filled_rows_are_the_rows_that_are_given() {
        for length in [1, 4, 9] {
            let mut rows = [77; 9];
            moving_blocks_into(&mut rows, length, &mut stream(2, 0)).unwrap();
            assert_eq!(rows.to_vec(), moving_blocks(9, length, &mut stream(2, 0)).unwrap());
            stationary_blocks_into(&mut rows, length as f64, &mut stream(2, 1)).unwrap();
            assert_eq!(rows.to_vec(), stationary_blocks(9, length as f64, &mut stream(2, 1)).unwrap());
        }
        assert!(moving_blocks_into(&mut [], 1, &mut stream(2, 0)).is_err());
        assert!(stationary_blocks_into(&mut [], 1.0, &mut stream(2, 0)).is_err());
    }

    #[test]
    fn neighbours_stay_within_blocks() {
        for seed in 0..50 {
            let rows = moving_blocks(100, 8, &mut stream(seed, 0)).unwrap();
            assert_eq!(rows.len(), 100);
            for (at, pair) in rows.windows(2).enumerate() {
                assert!((at + 1) % 8 == 0 || pair[1] == pair[0] + 1);
            }
        }
    }

    #[test]
    fn stationary_blocks_have_their_mean_length() {
        let n = 50_000;
        let rows = stationary_blocks(n, 12.0, &mut stream(5, 0)).unwrap();
        let ends = rows.windows(2).filter(|w| w[1] != (w[0] + 1) % n).count() as f64;
        let share = 1.0 / 12.0;
        let standard_error = (share * (1.0 - share) / n as f64).sqrt();
        Simulated { standard_error }.check("ends of blocks", ends / n as f64, share).unwrap();
    }
}

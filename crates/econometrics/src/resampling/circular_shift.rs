//! Circular shifts: one series is turned against the others, which keeps its own memory and breaks every
//! relation in time.

use rand_chacha::ChaCha8Rng;

use super::permutation::below;
use crate::refusal::Refusal;

/// The series turned by `shift` places: entry t becomes entry t + shift, and the end comes round to the
/// beginning. A shift of 0 or of the length changes nothing.
pub fn circular_shift<T: Clone>(values: &[T], shift: usize) -> Vec<T> {
    let mut turned = values.to_vec();
    if !turned.is_empty() {
        let places = shift % turned.len();
        turned.rotate_right(places);
    }
    turned
}

/// Every shift of n periods that is at least `shift_min` away from no shift, in both directions:
/// `shift_min..=n - shift_min`. Refuses `shift_min` 0 (the observed series would be among its own
/// comparisons) and a series shorter than twice `shift_min`.
pub fn all_circular_shifts(n: usize, shift_min: usize) -> Result<Vec<usize>, Refusal> {
    check(n, shift_min)?;
    Ok((shift_min..=n - shift_min).collect())
}

/// `draws` shifts drawn with equal chances and with repetition from those of [`all_circular_shifts`].
pub fn drawn_circular_shifts(
    n: usize,
    shift_min: usize,
    draws: usize,
    random: &mut ChaCha8Rng,
) -> Result<Vec<usize>, Refusal> {
    check(n, shift_min)?;
    let choices = n - 2 * shift_min + 1;
    Ok((0..draws).map(|_| shift_min + below(choices, random)).collect())
}

fn check(n: usize, shift_min: usize) -> Result<(), Refusal> {
    if shift_min == 0 {
        return Err(Refusal::SettingOutOfRange { name: "smallest shift", value: 0.0, range: "at least 1" });
    }
    if shift_min > n / 2 {
        return Err(Refusal::TooFewObservations { have: n, need: shift_min.saturating_mul(2) });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    //! (a) hand: five periods; (c) property: shifting there and back, and draws stay in range.
    use super::*;
    use crate::resampling::stream;

    #[test]
    fn five_periods_by_hand() {
        assert_eq!(circular_shift(&[1, 2, 3, 4, 5], 2), vec![4, 5, 1, 2, 3]);
        assert_eq!(circular_shift::<u8>(&[], 3), Vec::<u8>::new());
        assert_eq!(all_circular_shifts(5, 2).unwrap(), vec![2, 3]);
        assert_eq!(all_circular_shifts(376, 10).unwrap().len(), 357);
        assert!(all_circular_shifts(5, 3).is_err());
        assert!(all_circular_shifts(5, 0).is_err());
    }

    #[test]
    fn there_and_back() {
        let values: Vec<usize> = (0..23).collect();
        for shift in 0..60 {
            assert_eq!(circular_shift(&circular_shift(&values, shift), 23 - shift % 23), values);
        }
    }

    #[test]
    fn draws_reach_both_ends_and_nothing_beyond() {
        let drawn = drawn_circular_shifts(30, 10, 2_000, &mut stream(1, 0)).unwrap();
        assert_eq!(drawn.iter().min(), Some(&10));
        assert_eq!(drawn.iter().max(), Some(&20));
        assert_eq!(drawn.len(), 2_000);
    }
}

//! Many seeds of one world on all threads, with a line of progress now and then. What is done with a seed is the
//! caller's business.

use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// `one` of every seed from 1 to `count`, in their order. Tells on the terminal `lines` times how far `what` is.
///
/// # Errors
/// The first fault of a seed.
pub(crate) fn each<T: Send>(
    what: &str,
    count: usize,
    lines: usize,
    one: impl Fn(u64) -> Result<T, String> + Sync,
) -> Result<Vec<T>, String> {
    let begun = Instant::now();
    let done = AtomicUsize::new(0);
    let step = (count / lines.max(1)).max(1);
    (1..=count as u64)
        .into_par_iter()
        .map(|seed| {
            let found = one(seed).map_err(|e| format!("{what}, seed {seed}: {e}\n"))?;
            let n = done.fetch_add(1, Ordering::Relaxed) + 1;
            if n.is_multiple_of(step) {
                eprintln!("{what}: {n} of {count} seeds, {:.0} s", begun.elapsed().as_secs_f64());
            }
            Ok(found)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_keep_their_order_and_name_their_faults() {
        assert_eq!(each("world", 3, 0, |seed| Ok(10 * seed)), Ok(vec![10, 20, 30]));
        let odd = |seed: u64| if seed == 2 { Err("torn".to_owned()) } else { Ok(seed) };
        assert_eq!(each("world", 2, 9, odd), Err("world, seed 2: torn\n".to_owned()));
    }
}

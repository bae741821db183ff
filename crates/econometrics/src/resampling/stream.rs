//! One random stream per replicate, and replicates in parallel with results in the order of their number.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// The random numbers of replicate number `replicate` under `seed`: ChaCha with 8 rounds, a counter-based
/// generator whose streams do not overlap.
pub fn stream(seed: u64, replicate: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(replicate);
    random
}

/// Runs `draw(k, random numbers of replicate k)` for k in 0..count on all threads, and gives the results in
/// the order of k: the same values whatever the number of threads.
pub fn replicates<T: Send>(count: usize, seed: u64, draw: impl Fn(usize, &mut ChaCha8Rng) -> T + Sync) -> Vec<T> {
    replicates_with(count, seed, || (), |(), k, random| draw(k, random))
}

/// As [`replicates`] with room that `init` makes, for a thread's share of the replicates at a time: buffers that a
/// draw may use without allocating. What a draw leaves there must not matter to the next, whose result would then
/// depend on the threads.
pub fn replicates_with<W, T: Send>(
    count: usize,
    seed: u64,
    init: impl Fn() -> W + Sync + Send,
    draw: impl Fn(&mut W, usize, &mut ChaCha8Rng) -> T + Sync + Send,
) -> Vec<T> {
    (0..count).into_par_iter().map_init(init, |room, k| draw(room, k, &mut stream(seed, k as u64))).collect()
}

#[cfg(test)]
mod tests {
    //! (a) by construction: replicate k equals stream k; (c) property: 1 and 2 threads give the same draws.
    use super::*;
    use rand::Rng;

    #[test]
    fn threads_do_not_matter() {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| replicates(200, 7, |_, random| random.next_u64()))
        };
        let with_room = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let draw = |room: &mut [u64; 2], _: usize, random: &mut ChaCha8Rng| {
                room.iter_mut().for_each(|value| *value = random.next_u64());
                room[0]
            };
            pool.install(|| replicates_with(200, 7, || [0; 2], draw))
        };
        assert_eq!(with_room(1), run(2));
        assert_eq!(with_room(2), run(1));
        let one = run(1);
        assert_eq!(one, run(2));
        assert_eq!(one[17], stream(7, 17).next_u64());
        assert_ne!(one[17], one[18]);
        assert_ne!(stream(7, 0).next_u64(), stream(8, 0).next_u64());
    }
}

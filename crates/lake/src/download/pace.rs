//! Waiting: the pauses between tries, the brake that a busy server puts on all connections, the limit on bytes per second.
//! Knows no file and no URL.

use super::Manners;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Shared by all connections of a run.
pub(super) struct Pace {
    pause: Duration,
    longest_pause: Duration,
    limit: Option<u64>,
    draws: Mutex<u64>,
    /// Nobody asks the server before this moment.
    brake: Mutex<Option<Instant>>,
    /// When the next bytes may be read, under a limit.
    next_bytes: Mutex<Option<Instant>>,
    /// Whether the run is being ended, so that nobody waits any more.
    is_halted: AtomicBool,
}

impl Pace {
    pub(super) fn new(manners: &Manners) -> Pace {
        Pace {
            pause: manners.pause,
            longest_pause: manners.longest_pause,
            limit: manners.limit,
            draws: Mutex::new(manners.seed),
            brake: Mutex::new(None),
            next_bytes: Mutex::new(None),
            is_halted: AtomicBool::new(false),
        }
    }

    /// The pause before try `k` (from 0): evenly from 0 to the doubled and capped longest.
    pub(super) fn pause_before(&self, k: u32) -> Duration {
        let longest = self.pause.saturating_mul(2_u32.saturating_pow(k)).min(self.longest_pause);
        longest.mul_f64(self.share())
    }

    /// The next number from 0 to 1 of the seed's sequence (SplitMix64 of Steele, Lea and Flood 2014).
    fn share(&self) -> f64 {
        let Ok(mut state) = self.draws.lock() else { return 1.0 };
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From now on and for so long, no connection asks the server anything.
    pub(super) fn brake(&self, wait: Duration) {
        let until = Instant::now() + wait;
        if let Ok(mut brake) = self.brake.lock() {
            *brake = Some(brake.map_or(until, |b| b.max(until)));
        }
    }

    /// Waits while the brake is on.
    pub(super) fn wait_for_brake(&self) {
        loop {
            let until = self.brake.lock().ok().and_then(|b| *b);
            match until.and_then(|u| u.checked_duration_since(Instant::now())) {
                Some(left) if !left.is_zero() && !self.is_halted() => self.sleep(left),
                _ => return,
            }
        }
    }

    /// Waits as long as these bytes, just read, are to take under the limit.
    pub(super) fn bytes_read(&self, n: usize) {
        let Some(limit) = self.limit.filter(|l| *l > 0) else { return };
        let due = {
            let Ok(mut next) = self.next_bytes.lock() else { return };
            let now = Instant::now();
            let due = next.map_or(now, |t| t.max(now)) + Duration::from_secs_f64(n as f64 / limit as f64);
            *next = Some(due);
            due
        };
        self.sleep(due.saturating_duration_since(Instant::now()));
    }

    /// Waits so long, or until the run is ended.
    pub(super) fn sleep(&self, pause: Duration) {
        let until = Instant::now() + pause;
        while !self.is_halted() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            std::thread::sleep(left.min(Duration::from_millis(100)));
        }
    }

    /// Ends the run: waits are cut short, and connections ask no more.
    pub(super) fn halt(&self) {
        self.is_halted.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_halted(&self) -> bool {
        self.is_halted.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_are_capped_differ_and_follow_the_seed() {
        let manners =
            Manners { pause: Duration::from_secs(2), longest_pause: Duration::from_secs(60), ..Manners::default() };
        let draw = |seed: u64| -> Vec<Duration> {
            let pace = Pace::new(&Manners { seed, ..manners.clone() });
            (0..40).map(|k| pace.pause_before(k)).collect()
        };
        let pauses = draw(1);
        assert_eq!(pauses, draw(1));
        assert_ne!(pauses, draw(2));
        for (k, pause) in pauses.iter().enumerate() {
            let bound = Duration::from_secs(if k < 5 { 2 << k } else { 60 });
            assert!(*pause <= bound, "pause {k} is {pause:?}");
        }
        let late = &pauses[5..];
        assert!(
            late.iter().any(|p| p.as_secs() < 20) && late.iter().any(|p| p.as_secs() > 40),
            "full jitter: {late:?}"
        );
    }

    #[test]
    fn the_brake_holds_and_a_shorter_one_does_not_loosen_it() {
        let pace = Pace::new(&Manners::default());
        let begun = Instant::now();
        pace.brake(Duration::from_millis(120));
        pace.brake(Duration::from_millis(1));
        pace.wait_for_brake();
        assert!(begun.elapsed() >= Duration::from_millis(120));
    }

    #[test]
    fn the_limit_is_kept() {
        let pace = Pace::new(&Manners { limit: Some(100_000), ..Manners::default() });
        let begun = Instant::now();
        (0..4).for_each(|_| pace.bytes_read(5_000));
        assert!(begun.elapsed() >= Duration::from_millis(190), "{:?}", begun.elapsed());
    }
}

//! What a computation costs: time on the wall, and processor time of the whole program where the system tells it.

use std::time::Instant;

/// Ticks per second in which Linux counts a program's processor time.
const TICKS: f64 = 100.0;

/// A beginning.
pub(crate) struct Meter {
    begun: Instant,
    processor: Option<f64>,
}

/// Between a beginning and now, in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// On the wall.
    pub(crate) wall: f64,
    /// Of all processors together; `None` where the system does not tell.
    pub(crate) processor: Option<f64>,
}

impl Meter {
    pub(crate) fn start() -> Meter {
        Meter { begun: Instant::now(), processor: processor() }
    }

    pub(crate) fn read(&self) -> Cost {
        let processor = processor().zip(self.processor).map(|(now, then)| now - then);
        Cost { wall: self.begun.elapsed().as_secs_f64(), processor }
    }
}

impl Cost {
    /// In words, for so many worlds.
    pub(crate) fn words(&self, worlds: usize) -> String {
        let each = |seconds: f64| format!("{:.1} ms a world", 1_000.0 * seconds / worlds.max(1) as f64);
        let processor = self.processor.map_or(String::new(), |p| format!(", {p:.1} s of processors, {}", each(p)));
        format!("{:.1} s on the wall{processor}", self.wall)
    }
}

/// Processor time that the program has had, in seconds.
fn processor() -> Option<f64> {
    seconds(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

/// User and system time of a line of `/proc/<number>/stat` (proc(5): fields 14 and 15).
fn seconds(stat: &str) -> Option<f64> {
    // The name in brackets may hold spaces and brackets.
    let after = &stat[stat.rfind(')')? + 1..];
    let mut ticks = after.split_whitespace().skip(11).map_while(|n| n.parse::<f64>().ok());
    Some((ticks.next()? + ticks.next()?) / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_are_added() {
        let line = "7 (a (b) c) S 1 7 7 0 -1 4194304 1 0 0 0 250 50 0 0 20 0 2 0 100 1 1";
        assert_eq!(seconds(line), Some(3.0));
        assert_eq!((seconds("7 (a) S 1"), seconds("")), (None, None));
    }
}

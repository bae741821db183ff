//! Progress counted in bytes, on stderr: a bar with rate and ETA on a terminal, a line now and then elsewhere, nothing
//! when quiet.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tertius::progress::Progress;

/// Between two lines where there is no terminal.
const NOW_AND_THEN: Duration = Duration::from_secs(15);

/// What is shown of work that moves bytes.
pub(crate) struct BytesShown {
    step: Mutex<Option<Step>>,
    on_terminal: bool,
    quiet: bool,
}

struct Step {
    name: String,
    total: Option<u64>,
    done: u64,
    begun: Instant,
    said: Instant,
    bar: Option<ProgressBar>,
}

impl BytesShown {
    pub(crate) fn new(quiet: bool) -> BytesShown {
        BytesShown { step: Mutex::new(None), on_terminal: std::io::stderr().is_terminal(), quiet }
    }
}

impl Progress for BytesShown {
    fn begin(&self, step: &str, total: Option<u64>) {
        if self.quiet {
            return;
        }
        let bar = self.on_terminal.then(|| bar(step, total));
        if bar.is_none() {
            eprintln!("{step} ...");
        }
        let now = Instant::now();
        if let Ok(mut current) = self.step.lock() {
            *current = Some(Step { name: step.to_owned(), total, done: 0, begun: now, said: now, bar });
        }
    }

    fn advance(&self, units: u64) {
        let Ok(mut current) = self.step.lock() else { return };
        let Some(step) = current.as_mut() else { return };
        step.done += units;
        match &step.bar {
            Some(bar) => bar.inc(units),
            None if step.said.elapsed() >= NOW_AND_THEN => {
                step.said = Instant::now();
                eprintln!("{}", line(&step.name, step.done, step.total, step.begun.elapsed()));
            }
            None => {}
        }
    }

    fn end(&self) {
        let step = self.step.lock().ok().and_then(|mut s| s.take());
        if let Some(bar) = step.and_then(|s| s.bar) {
            bar.finish_and_clear();
        }
    }
}

fn bar(step: &str, total: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    let template = match total {
        Some(_) => "{msg:<24} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta:>4}",
        None => "{msg:<24} {spinner} {bytes} {elapsed:>4}",
    };
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(step.to_owned());
    bar
}

/// One line on work that is under way.
fn line(name: &str, done: u64, total: Option<u64>, elapsed: Duration) -> String {
    let Some(total) = total.filter(|t| *t > 0) else { return format!("{name}: {}", size(done)) };
    let left = total.saturating_sub(done) as f64 * elapsed.as_secs_f64() / done.max(1) as f64;
    let left = match left {
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5_400.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3_600.0),
    };
    format!("{name}: {} of {}, about {left} left", size(done), size(total))
}

/// Bytes as people read them: `999 B`, `1.2 KB`, `34.5 MB`, by thousands.
pub(crate) fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    let mut unit = "B";
    for next in ["KB", "MB", "GB", "TB"] {
        // What would be printed as 1000.0 belongs to the next unit.
        if value < if unit == "B" { 1_000.0 } else { 999.95 } {
            break;
        }
        value /= 1_000.0;
        unit = next;
    }
    if unit == "B" { format!("{bytes} B") } else { format!("{value:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        let told: Vec<String> = [0, 999, 1_000, 12_345, 999_949, 999_950, 3_000_000_000].map(size).into();
        assert_eq!(told, ["0 B", "999 B", "1.0 KB", "12.3 KB", "999.9 KB", "1.0 MB", "3.0 GB"]);
    }

    #[test]
    fn a_line_says_how_long_it_will_take() {
        let after = |done: u64| line("fetching 3 files", done, Some(4_000_000), Duration::from_secs(60));
        assert_eq!(after(1_000_000), "fetching 3 files: 1.0 MB of 4.0 MB, about 3 min left");
        assert_eq!(after(3_000_000), "fetching 3 files: 3.0 MB of 4.0 MB, about 20 s left");
        assert_eq!(line("x", 5_000, None, Duration::from_secs(1)), "x: 5.0 KB");
    }
}

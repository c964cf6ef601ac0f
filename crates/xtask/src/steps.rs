//! Tells a person what is going on: numbered steps, each with the time that it took.

use std::time::{Duration, Instant};

/// A row of steps, one after the other.
#[derive(Debug)]
pub struct Steps {
    total: usize,
    done: usize,
}

impl Steps {
    /// So many steps will follow.
    pub fn new(total: usize) -> Self {
        Self { total, done: 0 }
    }

    /// Takes the next step under a heading, and says how long it took.
    ///
    /// # Errors
    /// Whatever the step itself fails with.
    pub fn step<T, E>(
        &mut self,
        heading: &str,
        action: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        self.done += 1;
        println!("\n[{}/{}] {heading}", self.done, self.total);
        let start = Instant::now();
        let result = action();
        let word = if result.is_ok() {
            "done in"
        } else {
            "failed after"
        };
        println!("      {word} {}", duration(start.elapsed()));
        result
    }
}

/// A duration for people.
pub fn duration(duration: Duration) -> String {
    match duration.as_secs() {
        0..60 => format!("{:.1} s", duration.as_secs_f64()),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(duration(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(duration(Duration::from_secs(61)), "1 min 01 s");
    }
}

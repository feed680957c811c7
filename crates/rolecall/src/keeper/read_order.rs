//! The order of concurrent reads: an outdated result never overwrites a newer one.
//!
//! It must not know what is read.

/// Numbers the reads of one source, and tells which results are still valid.
#[derive(Debug, Default)]
pub(super) struct ReadOrder {
    started: u64,
    /// Results of reads up to this number are outdated.
    outdated: u64,
}

impl ReadOrder {
    /// Returns the number of a read that is about to start.
    pub(super) fn start(&mut self) -> u64 {
        self.started += 1;
        self.started
    }

    /// Returns whether a valid result is still to come.
    pub(super) fn is_pending(&self) -> bool {
        self.started > self.outdated
    }

    /// Invalidates all reads that have started, because the data has changed since.
    pub(super) fn invalidate(&mut self) {
        self.outdated = self.started;
    }

    /// Returns whether the result of the read `number` is valid, and invalidates all earlier reads.
    pub(super) fn accept(&mut self, number: u64) -> bool {
        let is_valid = number > self.outdated;
        self.outdated = self.outdated.max(number);
        is_valid
    }
}

#[cfg(test)]
mod tests {
    use super::ReadOrder;

    #[test]
    fn an_older_result_never_follows_a_newer_one() {
        let mut order = ReadOrder::default();
        let (first, second) = (order.start(), order.start());
        assert!(order.accept(second));
        assert!(!order.accept(first));
        assert!(!order.accept(second), "each counts once");
        let third = order.start();
        assert!(order.is_pending());
        assert!(order.accept(third));
        assert!(!order.is_pending());
    }

    #[test]
    fn what_changed_meanwhile_outdates_what_is_being_read() {
        let mut order = ReadOrder::default();
        let before = order.start();
        order.invalidate();
        let after = order.start();
        assert!(!order.accept(before));
        assert!(order.accept(after));
    }
}

//! The order of reads that run beside the keeper: an older result never overwrites newer knowledge.
//!
//! It must not know what is read.

/// Numbers the reads of one thing, and tells which of their results still count.
#[derive(Debug, Default)]
pub(super) struct ReadOrder {
    started: u64,
    /// Results of reads up to this one say nothing new.
    outdated: u64,
}

impl ReadOrder {
    /// Returns the number of a read that is about to start.
    pub(super) fn start(&mut self) -> u64 {
        self.started += 1;
        self.started
    }

    /// Tells whether a result that counts is still to come.
    pub(super) fn is_waiting(&self) -> bool {
        self.started > self.outdated
    }

    /// What is known changed otherwise: reads that were started before know less.
    pub(super) fn outdate(&mut self) {
        self.outdated = self.started;
    }

    /// Tells whether the result of the read `number` counts, and outdates all that were started before.
    pub(super) fn accept(&mut self, number: u64) -> bool {
        let counts = number > self.outdated;
        self.outdated = self.outdated.max(number);
        counts
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
        assert!(order.is_waiting());
        assert!(order.accept(third));
        assert!(!order.is_waiting());
    }

    #[test]
    fn what_changed_meanwhile_outdates_what_is_being_read() {
        let mut order = ReadOrder::default();
        let before = order.start();
        order.outdate();
        let after = order.start();
        assert!(!order.accept(before));
        assert!(order.accept(after));
    }
}

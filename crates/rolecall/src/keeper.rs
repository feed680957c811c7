//! The keeper: the one task that owns the desktop's state. A request comes in, a snapshot goes out.

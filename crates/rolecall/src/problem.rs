//! Problems: every failure as one sentence, one next step and what can be done about it.

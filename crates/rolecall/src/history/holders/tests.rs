//! Tests of holders.

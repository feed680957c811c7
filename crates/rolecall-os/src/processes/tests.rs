//! Processes pass the contract of their port.

use super::*;

#[test]
fn they_pass_the_contract() {
    rolecall_fakes::contract::programs(&SystemProcesses { home: None });
}

#[test]
fn this_process_is_known_by_the_name_it_takes() {
    let programs = SystemProcesses { home: None };
    let this = programs.current_process("aws").unwrap();
    assert_eq!((this.name.as_str(), this.pid), ("aws", std::process::id()));
    assert!(programs.is_running(&this));
}

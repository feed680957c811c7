//! The program: its line of JSON, its flags, its errors, and how it stops.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::support::*;

fn program(flags: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_rolecall-emulator"))
        .args(flags.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn ready(child: &mut Child) -> Value {
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    serde_json::from_str(&line).unwrap()
}

#[test]
fn it_prints_its_url_and_stops_with_its_input() {
    let flags = "--listen 127.0.0.1:0 --accounts 5 --roles 2 --consent auto --region eu-central-1 --user alice \
                 --user bob --rate 20 --latency 1 --token-ttl 60 --credentials-ttl 60 --session-token-bytes 2000 \
                 --until-stdin-closes";
    let mut child = program(flags);
    let line = ready(&mut child);
    let url = line["url"].as_str().unwrap();
    assert_eq!(line["region"], "eu-central-1");
    assert_eq!(line["users"], json!(["alice", "bob"]));
    assert_eq!(line["federation_url"], format!("{url}/federation"));
    assert!(line["start_url"].as_str().unwrap().starts_with("https://"));
    assert_eq!(get(url, "/_emulator").json()["accounts"], 5);
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn it_rejects_invalid_flags() {
    for flags in [
        "--listen 0.0.0.0:0",
        "--org /does/not/exist.json",
        "--org x.json --accounts 3",
        "--region nowhere",
        "--consent perhaps",
    ] {
        let output = program(flags).wait_with_output().unwrap();
        assert!(!output.status.success(), "{flags}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{flags}");
    }
}

/// The processor time that a process has used, in clock ticks.
#[cfg(target_os = "linux")]
fn ticks(child: &Child) -> u64 {
    let facts = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
    let after_name = facts.rsplit(") ").next().unwrap();
    let used = after_name.split(' ').skip(11).take(2);
    used.map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}

#[test]
#[cfg(target_os = "linux")]
fn out_of_file_descriptors_it_waits_and_continues() {
    let mut child = Command::new("sh")
        .args([
            "-c",
            "ulimit -n 40; exec \"$0\"",
            env!("CARGO_BIN_EXE_rolecall-emulator"),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let line = ready(&mut child);
    let url = line["url"].as_str().unwrap();
    let host = url.strip_prefix("http://").unwrap();
    let crowd: Vec<_> = (0..80)
        .map(|_| std::net::TcpStream::connect(host).unwrap())
        .collect();
    let before = ticks(&child);
    std::thread::sleep(std::time::Duration::from_millis(600));
    let used = ticks(&child) - before;
    drop(crowd);
    let status = get(url, "/_emulator").status;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(status, 200);
    assert!(used < 12, "{used} ticks of about 60");
}

#[test]
fn it_writes_the_certificate_of_its_https_address() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("certificate.pem");
    let flags = format!("--until-stdin-closes --https-certificate {}", file.display());
    let mut child = program(&flags);
    let line = ready(&mut child);
    assert!(
        line["https_url"]
            .as_str()
            .unwrap()
            .starts_with("https://127.0.0.1:")
    );
    assert!(
        std::fs::read_to_string(file)
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

//! The `rolecall-emulator` program: parses flags, prints one line of JSON when it is ready, and serves until it
//! is stopped. Must not know anything the library does not.

mod stop_signals;

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use rolecall_emulator::{EmulatorHandle, EmulatorSettings, Options, OrgError, Organization};
use serde_json::json;
use stop_signals::StopSignals;

/// A loopback AWS: SSO OIDC, access portal, STS, sign-in federation and a small console.
///
/// When ready it prints one line of JSON: {"url", "start_url", "region", …}. Give `url` to clients as
/// AWS_ENDPOINT_URL or to a portal as its endpoint URL.
#[derive(Parser)]
#[command(name = "rolecall-emulator", version)]
struct EmulatorArguments {
    /// Loopback address to listen on; port 0 selects a free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Also serve over HTTPS, and write the certificate, which is its own root, to this file
    #[arg(long, value_name = "FILE")]
    https_certificate: Option<PathBuf>,
    /// Serve the organization in this JSON file (see README.md; examples in orgs/)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["accounts", "roles"])]
    org: Option<PathBuf>,
    /// Serve the demo organization
    #[arg(long, conflicts_with_all = ["org", "accounts", "roles"])]
    demo: bool,
    /// Generate an organization with this many accounts
    #[arg(long, value_name = "N", default_value_t = 12)]
    accounts: usize,
    /// Generate this many roles in each account
    #[arg(long, value_name = "M", default_value_t = 3)]
    roles: usize,
    /// Identity Center's region
    #[arg(long)]
    region: Option<String>,
    /// Partition id, when it cannot be derived from the region
    #[arg(long)]
    partition: Option<String>,
    /// The portal's start URL
    #[arg(long, value_name = "URL")]
    start_url: Option<String>,
    /// A user who may sign in; may be given more than once
    #[arg(long = "user", value_name = "NAME")]
    users: Vec<String>,
    /// Stop when standard input closes, so that it never outlives the program that started it
    #[arg(long)]
    until_stdin_closes: bool,
    #[command(flatten)]
    settings: EmulatorSettings,
}

fn main() -> ExitCode {
    match run(EmulatorArguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // There is no other place to report it.
            drop(writeln!(std::io::stderr(), "rolecall-emulator: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: EmulatorArguments) -> Result<(), Box<dyn std::error::Error>> {
    let until_stdin_closes = arguments.until_stdin_closes;
    let certificate_file = arguments.https_certificate.clone();
    let emulator = rolecall_emulator::start(options(arguments)?)?;
    if let (Some(file), Some(certificate)) = (certificate_file, emulator.certificate()) {
        std::fs::write(file, certificate)?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        // Before the line is printed: its reader may send a signal at once.
        let mut stop_signals = StopSignals::new()?;
        announce(&emulator)?;
        tokio::select! {
            () = stop_signals.received() => {}
            () = stdin_closed(), if until_stdin_closes => {}
        }
        Ok::<(), std::io::Error>(())
    })?;
    emulator.shutdown();
    // A thread may still be blocked reading standard input; leaving main ends it.
    runtime.shutdown_background();
    Ok(())
}

/// The organization of the demo, in the program so that the demo needs no file.
const DEMO: &str = include_str!("../orgs/demo.json");

fn options(arguments: EmulatorArguments) -> Result<Options, OrgError> {
    let organization = match arguments.org {
        Some(path) => Organization::from_file(&path)?,
        None if arguments.demo => Organization::from_json(DEMO)?,
        None => Organization::generated(arguments.accounts, arguments.roles),
    };
    Ok(Options {
        listen: arguments.listen,
        https: arguments.https_certificate.is_some(),
        organization,
        region: arguments.region,
        partition: arguments.partition,
        start_url: arguments.start_url,
        users: arguments.users,
        settings: arguments.settings,
    })
}

fn announce(emulator: &EmulatorHandle) -> std::io::Result<()> {
    let ready = json!({
        "url": emulator.url(),
        "https_url": emulator.https_url(),
        "start_url": emulator.start_url(),
        "region": emulator.region(),
        "partition": emulator.partition(),
        "federation_url": format!("{}/federation", emulator.url()),
        "users": emulator.users(),
        "accounts": emulator.accounts(),
        "pid": std::process::id(),
    });
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{ready}")?;
    stdout.flush()
}

async fn stdin_closed() {
    let (sender, closed) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let mut ignored = [0_u8; 512];
        while std::io::stdin().read(&mut ignored).is_ok_and(|count| count > 0) {}
        drop(sender);
    });
    // The sender is only ever dropped, so this is always the error that says so.
    drop(closed.await);
}

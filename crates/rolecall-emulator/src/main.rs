//! The `rolecall-emulator` program: flags in, one line of JSON out when it is ready, then it answers until it
//! is stopped. Must not know anything the library does not.

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use rolecall_emulator::{Options, OrgError, Organization, Running, Settings};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

/// A loopback AWS: SSO OIDC, access portal, STS, sign-in federation and a small console.
///
/// When ready it prints one line of JSON: {"url", "start_url", "region", …}. Give `url` to clients as
/// AWS_ENDPOINT_URL or to a portal as its endpoint URL.
#[derive(Parser)]
#[command(name = "rolecall-emulator", version)]
struct Line {
    /// Loopback address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Play the organization in this JSON file (see README.md; examples in orgs/)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["accounts", "roles"])]
    org: Option<PathBuf>,
    /// Play the demo organization
    #[arg(long, conflicts_with_all = ["org", "accounts", "roles"])]
    demo: bool,
    /// Make up an organization with this many accounts
    #[arg(long, value_name = "N", default_value_t = 12)]
    accounts: usize,
    /// Make up this many roles in each account
    #[arg(long, value_name = "M", default_value_t = 3)]
    roles: usize,
    /// Identity Center's region
    #[arg(long)]
    region: Option<String>,
    /// Partition id, when the region does not tell it
    #[arg(long)]
    partition: Option<String>,
    /// The portal's start URL
    #[arg(long, value_name = "URL")]
    start_url: Option<String>,
    /// Who may sign in; may be given more than once
    #[arg(long = "user", value_name = "NAME")]
    users: Vec<String>,
    /// Stop when standard input ends, so that it never outlives the program that started it
    #[arg(long)]
    until_stdin_closes: bool,
    #[command(flatten)]
    settings: Settings,
}

fn main() -> ExitCode {
    match run(Line::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nowhere else to say it.
            drop(writeln!(std::io::stderr(), "rolecall-emulator: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(line: Line) -> Result<(), Box<dyn std::error::Error>> {
    let until_stdin_closes = line.until_stdin_closes;
    let running = rolecall_emulator::start(options(line)?)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        // Listening for the signals comes first: whoever reads the line may stop us at once.
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        announce(&running)?;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            () = stdin_closed(), if until_stdin_closes => {}
        }
        Ok::<(), std::io::Error>(())
    })?;
    running.shutdown();
    // A thread may still be blocked reading standard input; leaving main ends it.
    runtime.shutdown_background();
    Ok(())
}

/// The organization of the demo; inside the program, so that the demo needs no file beside it.
const DEMO: &str = include_str!("../orgs/demo.json");

fn options(line: Line) -> Result<Options, OrgError> {
    let organization = match line.org {
        Some(path) => Organization::from_file(&path)?,
        None if line.demo => Organization::from_json(DEMO)?,
        None => Organization::made_up(line.accounts, line.roles),
    };
    Ok(Options {
        listen: line.listen,
        organization,
        region: line.region,
        partition: line.partition,
        start_url: line.start_url,
        users: line.users,
        settings: line.settings,
    })
}

fn announce(running: &Running) -> std::io::Result<()> {
    let ready = json!({
        "url": running.url(),
        "start_url": running.start_url(),
        "region": running.region(),
        "partition": running.partition(),
        "federation_url": format!("{}/federation", running.url()),
        "users": running.users(),
        "accounts": running.accounts(),
        "pid": std::process::id(),
    });
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{ready}")?;
    stdout.flush()
}

async fn stdin_closed() {
    let (ended, wait) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let mut ignored = [0_u8; 512];
        while std::io::stdin().read(&mut ignored).is_ok_and(|count| count > 0) {}
        drop(ended);
    });
    // The sender is only ever dropped, so this always is the error that says so.
    drop(wait.await);
}

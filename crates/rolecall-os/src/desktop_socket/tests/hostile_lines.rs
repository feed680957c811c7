//! Ten thousand invalid lines and a few valid messages: only the messages are received.

use super::*;

const LINES: u32 = 10_000;

/// Pseudorandom numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % below
    }
}

fn message(numbers: &mut Numbers) -> String {
    let messages = [
        r#"{"message":"changed"}"#,
        r#"{"message":"show","view":"history"}"#,
        r#"{"message":"show","view":null}"#,
        r#"{"message":"sign_in","portal":"acme"}"#,
        r#"{"message":"sign_in_needed","portal":"acme","program":{"name":"aws","pid":1,"started":2,"folder":"~"}}"#,
        r#"{"message":"quit"}"#,
    ];
    messages[numbers.next(messages.len())].to_owned()
}

/// Returns a changed message, or arbitrary bytes.
fn hostile(numbers: &mut Numbers) -> Vec<u8> {
    let mut line = message(numbers).into_bytes();
    match numbers.next(10) {
        0 => (0..numbers.next(600))
            .map(|_| u8::try_from(numbers.next(256)).unwrap())
            .collect(),
        1 => {
            let at = numbers.next(line.len());
            line[at] = u8::try_from(numbers.next(256)).unwrap();
            line
        }
        2 => line[..numbers.next(line.len())].to_vec(),
        3 => [line.as_slice(), line.as_slice()].concat(),
        4 => {
            line.pop();
            line.extend(br#","more":1}"#);
            line
        }
        5 => vec![b'['; numbers.next(MAX_MESSAGE_LENGTH * 3)],
        6 => {
            line.resize(MAX_MESSAGE_LENGTH + 1 + numbers.next(100_000), b' ');
            line
        }
        7 => format!(
            r#"{{"message":"sign_in","portal":"{}"}}"#,
            "../".repeat(numbers.next(2_000))
        )
        .into_bytes(),
        8 => format!(r#"{{"message":"show","view":"{}"}}"#, numbers.next(1_000)).into_bytes(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn only_exact_messages_are_received() {
    let (_home, paths) = home();
    let mut socket = DesktopSocket::listen(&paths).unwrap();
    let path = paths.desktop_socket();
    let speaking = tokio::spawn(async move {
        let mut numbers = Numbers(0x5eed_5eed_5eed_5eed);
        let mut expected = Vec::new();
        for _ in 0..LINES {
            let mut line = if numbers.next(20) == 0 {
                message(&mut numbers).into_bytes()
            } else {
                hostile(&mut numbers)
            };
            let first = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let parsed = DesktopMessage::parse(first).ok();
            let ends = numbers.next(8) != 0;
            let complete = ends || line.contains(&b'\n');
            if ends {
                line.push(b'\n');
            }
            let mut stream = UnixStream::connect(&path).await.unwrap();
            // Whoever is too long is not listened to until the end.
            drop(stream.write_all(&line).await);
            drop(stream.shutdown().await);
            let mut answer = String::new();
            drop(stream.read_to_string(&mut answer).await);
            let received = parsed.filter(|_| complete);
            let right = format!("{{\"understood\":{}}}\n", received.is_some());
            assert!(
                answer == right || (received.is_none() && answer.is_empty()),
                "{answer:?} to {line:?}"
            );
            expected.extend(received);
        }
        expected
    });
    let mut received = Vec::new();
    let expected = loop {
        tokio::select! {
            message = socket.next() => received.push(message),
            () = async { while !speaking.is_finished() { tokio::time::sleep(Duration::from_millis(5)).await; } } => {
                break speaking.await.unwrap();
            }
        }
    };
    while let Ok(message) = tokio::time::timeout(Duration::from_millis(50), socket.next()).await {
        received.push(message);
    }
    assert!(expected.len() > 300, "{}", expected.len());
    assert_eq!(received, expected);
    expect_received(&mut socket, &DesktopLink::new(&paths), &DesktopMessage::Changed).await;
}

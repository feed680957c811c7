//! The smallest client for loopback: one request, one connection. Drivers of browsers drop connections that are stored.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// Sends a request and returns the status and the body.
///
/// # Errors
/// When nobody answers within `timeout`, or it is not HTTP.
pub fn request(address: &str, line: &str, body: Option<&Value>, timeout: Duration) -> Result<(u16, Vec<u8>)> {
    let socket = address
        .parse()
        .with_context(|| format!("{address} is no address"))?;
    let mut stream = TcpStream::connect_timeout(&socket, timeout)
        .with_context(|| format!("nobody answers at {address}"))?;
    stream.set_read_timeout(Some(timeout))?;
    let body = body.map(Value::to_string).unwrap_or_default();
    let head = format!(
        "{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut answer = BufReader::new(stream);
    let mut first = String::new();
    answer
        .read_line(&mut first)
        .with_context(|| format!("{line} was not answered"))?;
    let status = first
        .split_whitespace()
        .nth(1)
        .and_then(|status| status.parse().ok());
    let status = status.with_context(|| format!("{line} was answered by {first:?}"))?;
    let body = read_body(&mut answer).with_context(|| format!("the answer to {line}"))?;
    Ok((status, body))
}

/// As [`request`], for JSON that must be a success.
///
/// # Errors
/// As [`request`], and when the status is not 2xx or the body is not JSON.
pub fn json(address: &str, line: &str, body: Option<&Value>) -> Result<Value> {
    let (status, body) = request(address, line, body, Duration::from_secs(30))?;
    if !(200..300).contains(&status) {
        bail!("{line} at {address}: {status} {}", String::from_utf8_lossy(&body));
    }
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&body).with_context(|| format!("{line} was not answered with JSON"))
}

fn read_body(answer: &mut BufReader<TcpStream>) -> Result<Vec<u8>> {
    let mut length = None;
    let mut chunked = false;
    loop {
        let mut header = String::new();
        answer.read_line(&mut header)?;
        let header = header.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = Some(value.trim().parse::<usize>()?);
        }
        chunked |= header.starts_with("transfer-encoding:") && header.ends_with("chunked");
    }
    let mut body = Vec::new();
    match length {
        Some(length) => {
            body.resize(length, 0);
            answer.read_exact(&mut body)?;
        }
        None if chunked => read_chunks(answer, &mut body)?,
        None => {
            answer.read_to_end(&mut body)?;
        }
    }
    Ok(body)
}

fn read_chunks(answer: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> Result<()> {
    loop {
        let mut size = String::new();
        answer.read_line(&mut size)?;
        let size = usize::from_str_radix(size.trim(), 16)?;
        let from = body.len();
        body.resize(from + size, 0);
        answer.read_exact(&mut body[from..])?;
        let mut end = String::new();
        answer.read_line(&mut end)?;
        if size == 0 {
            return Ok(());
        }
    }
}

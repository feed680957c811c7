//! Records what passes between the page and the app: every request and answer of the IPC, and every event.

use super::Window;
use anyhow::{Context as _, Result};
use serde_json::Value;

/// Wraps the page's own way to the app, and listens for the events as the page does.
const BEGIN: &str = r"
if (window.__record !== undefined) return;
const record = [];
window.__record = record;
const own = window.fetch;
window.fetch = async (input, init) => {
  const address = String(input?.url ?? input);
  const body = init?.body;
  const sent = typeof body === 'string' ? body : body === undefined ? '' : new TextDecoder().decode(body);
  const answer = await own.call(window, input, init);
  record.push([address, sent, await answer.clone().text()]);
  return answer;
};
const tauri = window.__TAURI_INTERNALS__;
const handler = tauri.transformCallback((event) => record.push(['event', '', JSON.stringify(event)]));
void tauri.invoke('plugin:event|listen', { event: arguments[0], target: { kind: 'Any' }, handler });
";

/// What passed.
#[derive(Clone, Debug)]
pub struct Record {
    /// Each request as address, body and answer; an event has the address `event`.
    pub passed: Vec<[String; 3]>,
}

impl Record {
    /// Tells whether something passed whose address ends with `name`.
    pub fn holds(&self, name: &str) -> bool {
        self.passed.iter().any(|[address, _, _]| address.ends_with(name))
    }

    /// Returns all of it as one text.
    pub fn text(&self) -> String {
        self.passed
            .iter()
            .map(|each| each.join("\n"))
            .collect::<Vec<_>>()
            .join("\n\n")
    }
}

impl Window {
    /// Begins to record. Do it at once after the start.
    ///
    /// # Errors
    /// When the page refuses.
    pub fn record(&self) -> Result<()> {
        self.driver
            .run(BEGIN, &[Value::from("snapshot-changed")])
            .map(drop)
    }

    /// Returns what passed so far, and makes the page forget it.
    ///
    /// # Errors
    /// When nothing was recorded.
    pub fn recorded(&self) -> Result<Record> {
        let record = self.driver.run("return window.__record.splice(0)", &[])?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let left = |each: &Value| [text(&each[0]), text(&each[1]), text(&each[2])];
        let record = record.as_array().context("a record")?;
        Ok(Record {
            passed: record.iter().map(left).collect(),
        })
    }
}

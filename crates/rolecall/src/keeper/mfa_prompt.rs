//! The codes of MFA devices that the window asks for: the prompt that tasks wait for, and the questions that are open.
//!
//! A code goes from the request that gives it to the task that waits, and nowhere else. It must not know what a code is for, nor
//! what shows a question.

use super::snapshot::{MfaQuestion, MfaQuestionPhase};
use crate::ports::{Clock, EnteredMfaCodes, MfaCodeRequest, MfaPrompt};
use async_trait::async_trait;
use rolecall_model::secret::MfaCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;

/// How long a question stays open: what waits for the code keeps others waiting.
const TIMEOUT: Duration = Duration::from_mins(2);

/// What happens to a question.
pub(super) enum MfaEvent {
    /// A code is wanted.
    CodeWanted {
        id: u32,
        request: MfaCodeRequest,
        /// Whether AWS refused the code before.
        was_refused: bool,
        reply: oneshot::Sender<MfaCode>,
    },
    /// Nobody waits for a code any more.
    Ended(u32),
}

/// Where events go.
type MfaReport = Arc<dyn Fn(MfaEvent) + Send + Sync>;

/// The prompt of what a user began in the window, the tray or a notification.
pub(super) struct WindowPrompt {
    report: MfaReport,
    clock: Arc<dyn Clock>,
    last_id: AtomicU32,
}

impl WindowPrompt {
    pub(super) fn new(report: MfaReport, clock: Arc<dyn Clock>) -> Self {
        Self {
            report,
            clock,
            last_id: AtomicU32::new(0),
        }
    }
}

impl MfaPrompt for WindowPrompt {
    fn codes(&self, request: MfaCodeRequest) -> Box<dyn EnteredMfaCodes> {
        Box::new(WindowCodes {
            id: self.last_id.fetch_add(1, Ordering::Relaxed) + 1,
            request,
            was_refused: false,
            report: Arc::clone(&self.report),
            clock: Arc::clone(&self.clock),
        })
    }
}

/// The codes of one question.
struct WindowCodes {
    id: u32,
    request: MfaCodeRequest,
    was_refused: bool,
    report: MfaReport,
    clock: Arc<dyn Clock>,
}

#[async_trait]
impl EnteredMfaCodes for WindowCodes {
    async fn next(&mut self) -> Option<MfaCode> {
        let (reply, code) = oneshot::channel();
        (self.report)(MfaEvent::CodeWanted {
            id: self.id,
            request: self.request.clone(),
            was_refused: std::mem::replace(&mut self.was_refused, true),
            reply,
        });
        tokio::select! {
            biased;
            code = code => code.ok(),
            () = self.clock.sleep(TIMEOUT) => None,
        }
    }
}

impl Drop for WindowCodes {
    fn drop(&mut self) {
        (self.report)(MfaEvent::Ended(self.id));
    }
}

/// The questions that are open, the oldest first.
#[derive(Default)]
pub(super) struct MfaQuestions {
    open: Vec<OpenQuestion>,
}

struct OpenQuestion {
    question: MfaQuestion,
    /// Where the code goes; `None` while AWS is asked with one.
    reply: Option<oneshot::Sender<MfaCode>>,
}

impl MfaQuestions {
    pub(super) fn on_event(&mut self, event: MfaEvent) {
        match event {
            MfaEvent::CodeWanted {
                id,
                request,
                was_refused,
                reply,
            } => {
                let MfaCodeRequest { role, device } = request;
                let phase = MfaQuestionPhase::Open { was_refused };
                let opened = OpenQuestion {
                    question: MfaQuestion {
                        id,
                        role,
                        device,
                        phase,
                    },
                    reply: Some(reply),
                };
                match self.find_mut(id) {
                    Some(known) => *known = opened,
                    None => self.open.push(opened),
                }
            }
            MfaEvent::Ended(id) => self.open.retain(|open| open.question.id != id),
        }
    }

    /// Passes a code on; returns whether somebody waits for it.
    pub(super) fn answer(&mut self, id: u32, code: MfaCode) -> bool {
        let Some(open) = self.find_mut(id) else {
            return false;
        };
        let sent = open.reply.take().is_some_and(|reply| reply.send(code).is_ok());
        if sent {
            open.question.phase = MfaQuestionPhase::Checking;
        }
        sent
    }

    /// Gives no code: whoever waits for it fails.
    pub(super) fn cancel(&mut self, id: u32) {
        self.on_event(MfaEvent::Ended(id));
    }

    pub(super) fn questions(&self) -> Vec<MfaQuestion> {
        self.open.iter().map(|open| open.question.clone()).collect()
    }

    fn find_mut(&mut self, id: u32) -> Option<&mut OpenQuestion> {
        self.open.iter_mut().find(|open| open.question.id == id)
    }
}

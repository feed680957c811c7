//! An answer as HTTP: headers in AWS's order of importance, and a body that can break off in the middle. Must
//! not know why it breaks off.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response};
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

use crate::answer::{Answer, Content};
use crate::issued::request_id;

/// Long enough for the first half to be sent before the connection breaks.
const BEFORE_THE_CUT: Duration = Duration::from_millis(30);

/// A body that is whole, or one that promises more than it sends.
#[derive(Debug)]
pub(crate) enum AnswerBody {
    Whole(Option<Bytes>),
    Cut {
        half: Option<Bytes>,
        promised: u64,
        pause: Pin<Box<Sleep>>,
    },
}

impl AnswerBody {
    fn new(text: String, cut: bool) -> Self {
        let bytes = Bytes::from(text);
        if !cut {
            return Self::Whole(Some(bytes));
        }
        let promised = u64::try_from(bytes.len()).unwrap_or(u64::MAX).max(1);
        let half = bytes.slice(..bytes.len() / 2);
        Self::Cut {
            half: Some(half),
            promised,
            pause: Box::pin(tokio::time::sleep(BEFORE_THE_CUT)),
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(
                bytes
                    .take()
                    .filter(|bytes| !bytes.is_empty())
                    .map(|bytes| Ok(Frame::data(bytes))),
            ),
            Self::Cut { half, pause, .. } => {
                if let Some(bytes) = half.take().filter(|bytes| !bytes.is_empty()) {
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                match pause.as_mut().poll(context) {
                    Poll::Pending => Poll::Pending,
                    Poll::Ready(()) => Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into()))),
                }
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => {
                let length = bytes.as_ref().map_or(0, Bytes::len);
                SizeHint::with_exact(u64::try_from(length).unwrap_or(u64::MAX))
            }
            Self::Cut { promised, .. } => SizeHint::with_exact(*promised),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }
}

/// Turns an answer into HTTP. What it says of itself wins over what every answer has.
pub(crate) fn written(answer: Answer, date: &str, cut: bool) -> Response<AnswerBody> {
    let (media_type, text) = match answer.body {
        Content::Empty => (None, String::new()),
        Content::Json(value) => (Some("application/json"), value.to_string()),
        Content::Text { media_type, text } => (Some(media_type), text),
    };
    let mut response = Response::new(AnswerBody::new(text, cut));
    *response.status_mut() = answer.status;
    let common = [("date", date.to_owned()), ("x-amzn-requestid", request_id())];
    let media_type = media_type.map(|value| ("content-type", value.to_owned()));
    for (name, value) in common.into_iter().chain(media_type).chain(answer.headers) {
        // A value that cannot stand in a header can only come from an injected error's name.
        if let Ok(value) = HeaderValue::from_str(&value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    response
}

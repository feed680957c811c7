//! The body of a response, which can break off in the middle. Must not know why it does.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

/// Long enough for the first half to be sent before the connection breaks.
const CUT_DELAY: Duration = Duration::from_millis(30);

/// A body that is whole, or one that promises more than it sends.
#[derive(Debug)]
pub(crate) enum ResponseBody {
    Whole(Option<Bytes>),
    Cut {
        half: Option<Bytes>,
        promised: u64,
        pause: Pin<Box<Sleep>>,
    },
}

impl ResponseBody {
    pub(super) fn new(text: String, is_cut: bool) -> Self {
        let bytes = Bytes::from(text);
        if !is_cut {
            return Self::Whole(Some(bytes));
        }
        let promised = u64::try_from(bytes.len()).unwrap_or(u64::MAX).max(1);
        let half = bytes.slice(..bytes.len() / 2);
        Self::Cut {
            half: Some(half),
            promised,
            pause: Box::pin(tokio::time::sleep(CUT_DELAY)),
        }
    }
}

impl Body for ResponseBody {
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

//! What a user may have to be told: its kinds and causes, and the notifications that say so.
//!
//! It must not know when something has to be told or how a notification is shown.

mod messages;

pub(crate) use messages::{Names, notification};

use crate::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::ProcessInfo;
use rolecall_model::portal::PortalName;

/// The notifications there are. Of each kind one is shown at most: what comes to it later takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum NoticeKind {
    /// Somebody has to sign in.
    SignIn,
    /// Role sessions end soon and are not renewed.
    Expiring,
    /// Role sessions could not be renewed so far.
    NotRenewed,
    /// AWS gives no more credentials.
    Refused,
    /// Limits ended role sessions.
    LimitReached,
    /// Access came or went.
    AccessChanged,
}

impl NoticeKind {
    pub(crate) const ALL: [Self; 6] = [
        Self::SignIn,
        Self::Expiring,
        Self::NotRenewed,
        Self::Refused,
        Self::LimitReached,
        Self::AccessChanged,
    ];

    /// Returns the cause that the desktop knows the notification by.
    pub(crate) fn cause(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Expiring => "expiring",
            Self::NotRenewed => "renewal",
            Self::Refused => "refused",
            Self::LimitReached => "limit",
            Self::AccessChanged => "access",
        }
    }

    /// However many matters it has, it is told once until all are over: they have one cause, which the user knows of.
    pub(crate) fn is_told_as_one(self) -> bool {
        match self {
            Self::SignIn | Self::NotRenewed => true,
            Self::Expiring | Self::Refused | Self::LimitReached | Self::AccessChanged => false,
        }
    }
}

/// Something a user must be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoticeCause {
    /// Somebody has to sign in at the portal.
    SignIn {
        portal: PortalName,
        /// The role sessions that wait for it.
        waiting: Vec<Assignment>,
        /// The program that was refused.
        program: Option<ProcessInfo>,
    },
    Expiring {
        assignment: Assignment,
        expires_at: Timestamp,
    },
    NotRenewed {
        assignment: Assignment,
        problem: Problem,
    },
    Refused {
        assignment: Assignment,
        issued_at: Timestamp,
        expires_at: Timestamp,
        problem: Problem,
    },
    LimitReached {
        assignment: Assignment,
        started_at: Timestamp,
    },
    AccessChanged {
        portal: PortalName,
        added: usize,
        removed: usize,
    },
}

impl NoticeCause {
    pub(crate) fn kind(&self) -> NoticeKind {
        match self {
            Self::SignIn { .. } => NoticeKind::SignIn,
            Self::Expiring { .. } => NoticeKind::Expiring,
            Self::NotRenewed { .. } => NoticeKind::NotRenewed,
            Self::Refused { .. } => NoticeKind::Refused,
            Self::LimitReached { .. } => NoticeKind::LimitReached,
            Self::AccessChanged { .. } => NoticeKind::AccessChanged,
        }
    }

    /// Returns what it is remembered by once it was told: the same matter never has two keys, and two matters never have one.
    pub(crate) fn key(&self) -> String {
        let kind = self.kind();
        let cause = kind.cause();
        match self {
            _ if kind.is_told_as_one() => cause.to_owned(),
            Self::Expiring {
                assignment,
                expires_at,
            } => format!("{cause}/{}/{expires_at}", assignment.target()),
            Self::Refused {
                assignment,
                issued_at: at,
                ..
            }
            | Self::LimitReached {
                assignment,
                started_at: at,
            } => format!("{cause}/{}/{at}", assignment.target()),
            Self::AccessChanged { portal, .. } => format!("{cause}/{portal}"),
            Self::SignIn { .. } | Self::NotRenewed { .. } => cause.to_owned(),
        }
    }
}

//! What a user may have to be notified of: its kinds and causes, and the notification about them.
//!
//! It must not know when a notification is due or how it is shown.

mod notification;

pub(crate) use notification::{Names, notification};

use crate::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::history::ProcessInfo;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;

/// The kinds of notifications. Of each kind one is shown at most: a later one takes its place.
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
    /// Certificates that lead to roles end soon.
    CertificateEnds,
    /// Somebody has to give the code of an MFA device.
    MfaCode,
}

impl NoticeKind {
    pub(crate) const ALL: [Self; 8] = [
        Self::SignIn,
        Self::Expiring,
        Self::NotRenewed,
        Self::Refused,
        Self::LimitReached,
        Self::AccessChanged,
        Self::CertificateEnds,
        Self::MfaCode,
    ];

    /// Returns the id that the desktop environment knows the notification by. It is stored, too: its text stays.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Expiring => "expiring",
            Self::NotRenewed => "renewal",
            Self::Refused => "refused",
            Self::LimitReached => "limit",
            Self::AccessChanged => "access",
            Self::CertificateEnds => "certificate",
            Self::MfaCode => "mfa-code",
        }
    }

    /// Tells whether all causes of the kind count as one: the user is notified once until all are over.
    pub(crate) fn has_one_key(self) -> bool {
        match self {
            Self::SignIn | Self::NotRenewed => true,
            Self::Expiring
            | Self::Refused
            | Self::LimitReached
            | Self::AccessChanged
            | Self::CertificateEnds
            | Self::MfaCode => false,
        }
    }
}

/// Something that a user must be notified of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoticeCause {
    /// Somebody has to sign in at the portal.
    SignIn {
        portal: PortalName,
        /// The role sessions that wait for it.
        waiting: Vec<RoleRef>,
        /// The program that was refused.
        program: Option<ProcessInfo>,
    },
    Expiring {
        role: RoleRef,
        expires_at: Timestamp,
    },
    NotRenewed {
        role: RoleRef,
        problem: Problem,
    },
    Refused {
        role: RoleRef,
        issued_at: Timestamp,
        expires_at: Timestamp,
        problem: Problem,
    },
    LimitReached {
        role: RoleRef,
        started_at: Timestamp,
    },
    AccessChanged {
        portal: PortalName,
        added: usize,
        removed: usize,
    },
    /// The certificate that leads to a role ends soon; the latest reminder is this many days before.
    CertificateEnds {
        role: RoleRef,
        ends_at: Timestamp,
        reminder: u64,
    },
    /// A role needs the code of an MFA device.
    MfaCode {
        role: RoleRef,
        /// The program that was refused; `None` if the role session could not be renewed, and where it is not known.
        program: Option<ProcessInfo>,
        needed_at: Timestamp,
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
            Self::CertificateEnds { .. } => NoticeKind::CertificateEnds,
            Self::MfaCode { .. } => NoticeKind::MfaCode,
        }
    }

    /// Returns what it is stored by once the user was notified: the same cause never has two keys, and two causes never have one.
    pub(crate) fn key(&self) -> String {
        let kind = self.kind();
        let id = kind.id();
        match self {
            _ if kind.has_one_key() => id.to_owned(),
            Self::Expiring { role, expires_at } => format!("{id}/{}/{expires_at}", role.key()),
            Self::Refused {
                role, issued_at: at, ..
            }
            | Self::LimitReached { role, started_at: at }
            | Self::MfaCode {
                role, needed_at: at, ..
            } => format!("{id}/{}/{at}", role.key()),
            Self::AccessChanged { portal, .. } => format!("{id}/{portal}"),
            Self::CertificateEnds {
                role,
                ends_at,
                reminder,
            } => format!("{id}/{}/{ends_at}/{reminder}", role.key()),
            Self::SignIn { .. } | Self::NotRenewed { .. } => id.to_owned(),
        }
    }
}

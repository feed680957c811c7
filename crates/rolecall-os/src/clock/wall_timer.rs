//! A timer that follows the wall clock: through sleep, and when the clock is set. It must not know what is waited for.

use crate::awaited::awaited;
use rolecall_model::Timestamp;
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};
use std::io;
use tokio::io::unix::AsyncFd;

/// A timer on the wall clock.
#[derive(Debug)]
pub(crate) struct WallTimer(AsyncFd<OwnedFd>);

/// What woke a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    /// The moment came.
    Reached,
    /// The wall clock jumped: it was set, or the machine slept.
    Jumped,
}

impl WallTimer {
    /// Makes a timer that is not set.
    ///
    /// # Errors
    /// What the system said.
    pub(crate) fn new() -> io::Result<Self> {
        let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
        let timer = timerfd_create(TimerfdClockId::Realtime, flags)?;
        Ok(Self(awaited(timer)?))
    }

    /// Sets it to `at`, a moment after 1970.
    ///
    /// # Errors
    /// What the system said.
    pub(crate) fn set(&self, at: Timestamp) -> io::Result<()> {
        let flags = TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET;
        let never = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        let at = Timespec {
            tv_sec: at.as_second(),
            tv_nsec: at.subsec_nanosecond().into(),
        };
        let once = Itimerspec {
            it_interval: never,
            it_value: at,
        };
        timerfd_settime(self.0.get_ref(), flags, &once)?;
        Ok(())
    }

    /// Waits until the moment comes or the wall clock jumps.
    ///
    /// # Errors
    /// What the system said.
    pub(crate) async fn woken(&self) -> io::Result<Woken> {
        loop {
            let mut ready = self.0.readable().await?;
            let read = ready.try_io(|timer| match rustix::io::read(timer.get_ref(), &mut [0; 8]) {
                Ok(_) => Ok(Woken::Reached),
                Err(Errno::CANCELED) => Ok(Woken::Jumped),
                Err(error) => Err(error.into()),
            });
            match read {
                Ok(woken) => return woken,
                Err(_not_yet) => {}
            }
        }
    }
}

/// Waits until the wall clock reads `at`.
///
/// # Errors
/// What the system said.
pub(crate) async fn reach(at: Timestamp) -> io::Result<()> {
    if Timestamp::now() >= at {
        return Ok(());
    }
    let timer = WallTimer::new()?;
    while Timestamp::now() < at {
        timer.set(at)?;
        timer.woken().await?;
    }
    Ok(())
}

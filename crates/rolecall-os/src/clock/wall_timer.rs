//! A timer that follows the wall clock: through sleep, and when the clock is set. It must not know what is waited for.

use crate::async_fd::async_fd;
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

/// Why a timer fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WakeReason {
    /// Its time came.
    Elapsed,
    /// The wall clock was set, or the machine slept.
    ClockChanged,
}

impl WallTimer {
    /// Creates a timer that is not set.
    ///
    /// # Errors
    /// That of timerfd_create(2).
    pub(crate) fn new() -> io::Result<Self> {
        let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
        let timer = timerfd_create(TimerfdClockId::Realtime, flags)?;
        Ok(Self(async_fd(timer)?))
    }

    /// Sets it to `at`, a time after 1970.
    ///
    /// # Errors
    /// That of timerfd_settime(2).
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

    /// Waits until its time comes or the wall clock is changed.
    ///
    /// # Errors
    /// That of read(2).
    pub(crate) async fn wait(&self) -> io::Result<WakeReason> {
        loop {
            let mut ready = self.0.readable().await?;
            let read = ready.try_io(|timer| match rustix::io::read(timer.get_ref(), &mut [0; 8]) {
                Ok(_) => Ok(WakeReason::Elapsed),
                Err(Errno::CANCELED) => Ok(WakeReason::ClockChanged),
                Err(error) => Err(error.into()),
            });
            match read {
                Ok(wait) => return wait,
                Err(_not_yet) => {}
            }
        }
    }
}

/// Waits until the wall clock shows `at`.
///
/// # Errors
/// That of the timer.
pub(crate) async fn sleep_until(at: Timestamp) -> io::Result<()> {
    if Timestamp::now() >= at {
        return Ok(());
    }
    let timer = WallTimer::new()?;
    while Timestamp::now() < at {
        timer.set(at)?;
        timer.wait().await?;
    }
    Ok(())
}

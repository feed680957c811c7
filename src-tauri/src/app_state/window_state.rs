//! The state that survives a window: its size and position, the saved state of its page, what was copied
//! in it, and a view that was requested before
//! the page listened.

use super::window_frame::WindowFrame;
use rolecall_model::desktop_message::WindowView as View;

/// The state that survives a window.
#[derive(Default)]
pub(super) struct WindowState {
    /// In a format of the page's own.
    pub(super) saved_page_state: Option<String>,
    pub(super) frame: Option<WindowFrame>,
    /// What was copied last, as the page says it.
    pub(super) copied: String,
    /// The view that was requested before the page listened.
    pending_view: Option<View>,
    page_ready: bool,
    windows_created: u32,
}

impl WindowState {
    /// Resets to a new window that shows `view`; returns its number, counted from 1.
    pub(super) fn on_created(&mut self, view: Option<View>) -> u32 {
        self.page_ready = false;
        self.pending_view = view;
        self.windows_created += 1;
        self.windows_created
    }

    /// Requests a view; returns it if the page already listens and it can be sent now.
    pub(super) fn request(&mut self, view: View) -> Option<View> {
        if self.page_ready {
            return Some(view);
        }
        self.pending_view = Some(view);
        None
    }

    /// Records that the page listens from now on; returns the view that was requested before.
    pub(super) fn on_page_ready(&mut self) -> Option<View> {
        self.page_ready = true;
        self.pending_view.take()
    }
}

#[cfg(test)]
mod tests {
    use super::WindowState;
    use rolecall_model::desktop_message::WindowView as View;

    #[test]
    fn a_view_that_is_requested_while_the_window_opens_is_not_lost() {
        let mut state = WindowState::default();
        assert_eq!(state.on_created(None), 1);
        assert_eq!(state.request(View::History), None, "the page does not listen yet");
        assert_eq!(state.request(View::Settings), None);
        assert_eq!(
            state.on_page_ready(),
            Some(View::Settings),
            "the last request wins"
        );
        assert_eq!(state.on_page_ready(), None, "and it is sent once");
        assert_eq!(state.request(View::History), Some(View::History));
    }

    #[test]
    fn a_new_window_starts_with_its_own_view() {
        let mut state = WindowState::default();
        state.on_created(Some(View::History));
        assert_eq!(state.on_page_ready(), Some(View::History));
        assert_eq!(state.on_created(None), 2);
        assert_eq!(
            state.request(View::Roles),
            None,
            "the new page does not listen yet"
        );
        assert_eq!(state.on_created(Some(View::Settings)), 3);
        assert_eq!(state.on_page_ready(), Some(View::Settings));
    }
}

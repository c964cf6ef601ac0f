//! Keeps the place of the reader: Back returns to where they were.
//!
//! The browser restores a place before the rows are there and the router does not do it at all, so
//! it is done here: the offset is noted per address, and after Back or Forward put back until the
//! page is tall enough or the reader scrolls themselves.

use std::{cell::RefCell, rc::Rc};

use web_sys::{ScrollRestoration, window};

use super::{dom, timer};

/// Frames to wait for the rows of a page that comes from the network.
const PATIENCE: u32 = 240;

#[derive(Default)]
struct Places {
    /// By address, the one that was left last at the end.
    offsets: Vec<(String, f64)>,
    /// Set between Back or Forward and the restored offset.
    returning_to: Option<(String, f64)>,
}

impl Places {
    fn note(&mut self, address: String, offset: f64) {
        if let Some(last) = self.offsets.last_mut().filter(|last| last.0 == address) {
            last.1 = offset;
        } else {
            self.offsets.retain(|(known, _)| *known != address);
            self.offsets.push((address, offset));
        }
    }
}

thread_local! {
    static PLACES: Rc<RefCell<Places>> = Rc::default();
}

fn here() -> String {
    dom::address()
        .map(|(path, search)| path + &search)
        .unwrap_or_default()
}

fn has_fragment() -> bool {
    let hash = window().and_then(|window| window.location().hash().ok());
    hash.is_some_and(|hash| !hash.is_empty())
}

/// Starts to note places. Called once, before the router listens to the history.
pub fn track() {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    }
    dom::on_window("scroll", || {
        let offset = window()
            .and_then(|window| window.scroll_y().ok())
            .unwrap_or(0.0);
        PLACES.with(|places| {
            let mut places = places.borrow_mut();
            if places.returning_to.is_none() {
                places.note(here(), offset);
            }
        });
    });
    dom::on_window("popstate", || {
        // To a part of the page at hand: the browser goes there itself.
        if has_fragment() {
            return;
        }
        PLACES.with(|places| {
            let mut places = places.borrow_mut();
            let here = here();
            let known = places.offsets.iter().find(|(address, _)| *address == here);
            let offset = known.map_or(0.0, |(_, offset)| *offset);
            places.returning_to = Some((here, offset));
        });
        timer::next_frame(|| restore(PATIENCE));
    });
    for event in ["wheel", "touchmove", "keydown", "pointerdown"] {
        dom::on_window(event, forget_return);
    }
}

/// Whether the page at hand was reached by Back or Forward.
pub fn is_returning() -> bool {
    PLACES.with(|places| places.borrow().returning_to.is_some())
}

fn forget_return() {
    PLACES.with(|places| places.borrow_mut().returning_to = None);
}

fn restore(frames_left: u32) {
    let Some((address, offset)) = PLACES.with(|places| places.borrow().returning_to.clone()) else {
        return;
    };
    let reached = window().is_some_and(|window| {
        window.scroll_to_with_x_and_y(0.0, offset);
        (window.scroll_y().unwrap_or(0.0) - offset).abs() < 2.0
    });
    if address != here() || frames_left == 0 || (reached && frames_left < PATIENCE) {
        // One more frame, so that the scroll events of the restoring itself are not noted.
        timer::next_frame(forget_return);
    } else {
        timer::next_frame(move || restore(frames_left - 1));
    }
}

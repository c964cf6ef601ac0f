//! Starts the client in the page.

fn main() {
    baraza::platform::panic::install();
    if let Some(place) = baraza::platform::dom::mount_point() {
        leptos::mount::mount_to(place, baraza::app::App).forget();
    }
}

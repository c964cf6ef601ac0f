//! What a guest is asked for: name, e-mail, a page of their own.

use baraza_core::connector::{Guest, GuestFields as Asked, Need};
use leptos::{ev, prelude::*};

use crate::html::handler;

/// The fields that a backend wants of people without an account.
#[component]
pub fn GuestFields(
    /// What it wants.
    asked: Asked,
    /// Its name for people.
    #[prop(into)]
    to: String,
    /// What was entered.
    guest: RwSignal<Guest>,
    /// Whether the details are to be remembered on this device.
    remember: RwSignal<bool>,
) -> impl IntoView {
    let field = move |need: Need,
                      title: &'static str,
                      kind: &'static str,
                      autocomplete: &'static str,
                      read: fn(&Guest) -> &String,
                      write: fn(&mut Guest) -> &mut String| {
        (need != Need::No).then(|| {
            html! {
                <label class="field">
                    <span>
                        {title}
                        {(need == Need::Optional)
                            .then(|| html! { <small class="hint">" (optional)"</small> })}
                    </span>
                    <input
                        type=kind
                        autocomplete=autocomplete
                        required={need == Need::Required}
                        prop:value=move || guest.with(|guest| read(guest).clone())
                        on:input=handler(move |event: ev::Event| {
                            guest.update(|guest| *write(guest) = event_target_value(&event));
                        })
                    />
                </label>
            }
        })
    };
    html! {
        <div class="guest-fields">
            {field(asked.name, "Name", "text", "name", |g| &g.name, |g| &mut g.name)}
            {field(asked.email, "E-mail, not shown", "email", "email", |g| &g.email, |g| &mut g.email)}
            {field(asked.url, "Website", "url", "url", |g| &g.url, |g| &mut g.url)}
            <p class="hint">"With your words, this goes to "<b><bdi>{to}</bdi></b>" alone."</p>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || remember.get()
                    on:change=handler(move |event: ev::Event| remember.set(event_target_checked(&event)))
                />
                <span>"Remember me on this device"</span>
            </label>
        </div>
    }
}

/// The first required field that is empty, by its name for people.
pub fn missing(asked: &Asked, guest: &Guest) -> Option<&'static str> {
    [
        (asked.name, &guest.name, "your name"),
        (asked.email, &guest.email, "your e-mail address"),
        (asked.url, &guest.url, "your website"),
    ]
    .into_iter()
    .find(|(need, value, _)| *need == Need::Required && value.trim().is_empty())
    .map(|(_, _, title)| title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_required_field_left_empty_is_named() {
        let asked = Asked {
            name: Need::Required,
            email: Need::Required,
            url: Need::Optional,
        };
        let guest = |name: &str, email: &str| Guest {
            name: name.into(),
            email: email.into(),
            url: String::new(),
        };
        assert_eq!(missing(&asked, &guest(" ", "")), Some("your name"));
        assert_eq!(
            missing(&asked, &guest("Ann", "")),
            Some("your e-mail address")
        );
        assert_eq!(missing(&asked, &guest("Ann", "a@b.example")), None);
    }
}

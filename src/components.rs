//! Views that are used in more than one place. They get data as props and never fetch.

pub mod ask_first;
pub mod avatar;
pub mod coded;
pub mod comment_acts;
pub mod comment_row;
pub mod composer;
pub mod editor;
pub mod guest_fields;
pub mod icon;
pub mod later;
pub mod notice;
pub mod post_card;
pub mod post_head;
pub mod rich_text;
pub mod shell;
pub mod skeleton;
pub mod thread_box;
pub mod thread_list;
pub mod thread_view;
pub mod time_ago;
pub mod toast_list;
pub mod unsent_row;
pub mod voice_choice;
pub mod vote_control;

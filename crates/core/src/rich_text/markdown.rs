//! Markdown: `CommonMark` with GFM's tables, strikethrough and task lists, and bare web addresses.
//!
//! The parser's events go to the [`Builder`]; HTML in the text is text. A text that is too long, or
//! that would grow beyond reason (reference links can), is shown as plain text instead.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag as Mark, TagEnd};

use super::{Align, Builder, RichText, Tag, allowed::plain_language, text};

/// Longer texts are not parsed.
const MAX_INPUT: usize = 64 * 1024;

/// Lines that open more quotes and list items than this are not parsed: the parser's time grows
/// with the square of that number.
const MAX_OPENED: usize = 100;

/// Reads Markdown.
pub fn parse(source: &str) -> RichText {
    if source.len() > MAX_INPUT || source.lines().any(opens_too_much) {
        return text::parse(source);
    }
    let limit = source.len() * 10 + MAX_INPUT;
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut reader = Reader {
        builder: Builder::new(),
        text: String::new(),
        image: None,
        columns: Vec::new(),
        column: 0,
        in_head: false,
        has_body: false,
    };
    for event in Parser::new_ext(source, options) {
        reader.event(event);
        if reader.builder.weight() > limit {
            return text::parse(source);
        }
    }
    reader.flush();
    reader.builder.finish()
}

/// Whether a line begins with more marks of quotes and list items than anyone would write.
fn opens_too_much(line: &str) -> bool {
    let mut rest = line.trim_start();
    for _ in 0..MAX_OPENED {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after_digits = rest.get(digits..).unwrap_or("");
        let after = rest.strip_prefix('>').or_else(|| {
            let marks: &[char] = if digits > 0 {
                &['.', ')']
            } else {
                &['-', '+', '*']
            };
            after_digits
                .strip_prefix(marks)
                .filter(|after| after.starts_with([' ', '\t']))
        });
        match after {
            Some(after) => rest = after.trim_start(),
            None => return false,
        }
    }
    true
}

struct Reader {
    builder: Builder,
    /// Text of the events so far; they split it in places where an address goes on.
    text: String,
    /// The image being read and its text; how deep in other images it is.
    image: Option<(Tag, usize)>,
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_body: bool,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.text.push_str(&text),
            Event::SoftBreak => self.text.push('\n'),
            Event::Code(code) if self.image.is_some() => self.text.push_str(&code),
            Event::HardBreak | Event::Rule | Event::TaskListMarker(_) if self.image.is_some() => {
                self.text.push(' ');
            }
            other => {
                self.flush();
                self.mark(other);
            }
        }
    }

    /// Hands the collected text over, as the text of an image where one is open.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        match &mut self.image {
            Some((Tag::Img { alt, .. }, _)) => alt.push_str(&text),
            _ => self.builder.linked_text(&text),
        }
    }

    fn mark(&mut self, event: Event<'_>) {
        match event {
            Event::Start(mark) => self.start(mark),
            Event::End(mark) => self.end(mark),
            Event::Code(code) => {
                self.builder.open(Tag::Code { lang: None });
                self.builder.text(&code);
                self.builder.close();
            }
            Event::HardBreak => self.void(Tag::Br),
            Event::Rule => self.void(Tag::Hr),
            Event::TaskListMarker(checked) => self.void(Tag::Task { checked }),
            _ => {}
        }
    }

    fn void(&mut self, tag: Tag) {
        self.builder.open(tag);
        self.builder.close();
    }

    fn start(&mut self, mark: Mark<'_>) {
        if let Some((_, depth)) = &mut self.image {
            *depth += 1;
            return;
        }
        let tag = match mark {
            // A block of HTML is shown as the text it is.
            Mark::Paragraph | Mark::HtmlBlock => Tag::P,
            Mark::Heading { level, .. } => Tag::Heading(heading(level)),
            Mark::BlockQuote(_) => Tag::Blockquote,
            Mark::CodeBlock(kind) => {
                self.builder.open(Tag::Pre);
                let lang = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([' ', ',']).next().and_then(plain_language)
                    }
                    CodeBlockKind::Indented => None,
                };
                Tag::Code { lang }
            }
            Mark::List(None) => Tag::Ul,
            Mark::List(Some(first)) => Tag::Ol {
                start: i64::try_from(first).ok().filter(|&first| first != 1),
            },
            Mark::Item => Tag::Li,
            Mark::Emphasis => Tag::Em,
            Mark::Strong => Tag::Strong,
            Mark::Strikethrough => Tag::Del,
            Mark::Superscript => Tag::Sup,
            Mark::Subscript => Tag::Sub,
            Mark::Link {
                dest_url, title, ..
            } => {
                let title = Some(title.into_string()).filter(|title| !title.is_empty());
                Tag::A {
                    href: dest_url.into_string(),
                    title,
                }
            }
            Mark::Image { dest_url, .. } => {
                let image = Tag::Img {
                    src: dest_url.into_string(),
                    alt: String::new(),
                };
                self.image = Some((image, 0));
                return;
            }
            Mark::Table(columns) => {
                self.columns = columns;
                self.has_body = false;
                Tag::Table
            }
            Mark::TableHead => {
                self.in_head = true;
                self.column = 0;
                self.builder.open(Tag::Thead);
                Tag::Tr
            }
            Mark::TableRow => {
                if !self.has_body {
                    self.has_body = true;
                    self.builder.open(Tag::Tbody);
                }
                self.column = 0;
                Tag::Tr
            }
            Mark::TableCell => {
                let align = self
                    .columns
                    .get(self.column)
                    .and_then(|&align| alignment(align));
                self.column += 1;
                if self.in_head {
                    Tag::Th { align }
                } else {
                    Tag::Td { align }
                }
            }
            _ => Tag::Div,
        };
        self.builder.open(tag);
    }

    fn end(&mut self, mark: TagEnd) {
        if let Some((image, depth)) = self.image.take() {
            if depth > 0 {
                self.image = Some((image, depth - 1));
            } else {
                self.void(image);
            }
            return;
        }
        match mark {
            TagEnd::CodeBlock => self.builder.close(),
            TagEnd::TableHead => {
                self.in_head = false;
                self.builder.close();
            }
            TagEnd::Table if self.has_body => self.builder.close(),
            _ => {}
        }
        self.builder.close();
    }
}

fn heading(level: pulldown_cmark::HeadingLevel) -> u8 {
    use pulldown_cmark::HeadingLevel::{H1, H2, H3, H4, H5, H6};
    match level {
        H1 => 1,
        H2 => 2,
        H3 => 3,
        H4 => 4,
        H5 => 5,
        H6 => 6,
    }
}

fn alignment(align: Alignment) -> Option<Align> {
    match align {
        Alignment::None => None,
        Alignment::Left => Some(Align::Left),
        Alignment::Center => Some(Align::Center),
        Alignment::Right => Some(Align::Right),
    }
}

//! Takes out of WASM modules what nobody needs.
//!
//! A module is a head and a row of sections: a number that says what it is, a length, the content.
//! A module that cannot be read stays as it is.

pub(super) const IMPORTS: u8 = 2;
pub(super) const EXPORTS: u8 = 7;
const CUSTOM: u8 = 0;

/// A module without what only linkers and debuggers read.
pub(super) fn without_custom_sections(module: &[u8]) -> Vec<u8> {
    let kept = sections(module, |kind, section, out| {
        if kind != CUSTOM {
            write_section(kind, section, out);
        }
        Some(())
    });
    kept.unwrap_or_else(|| module.to_vec())
}

/// A module without the exports whose names `is_unused`.
pub(super) fn without_exports(module: &[u8], is_unused: fn(&str) -> bool) -> Vec<u8> {
    let kept = sections(module, |kind, section, out| {
        if kind == EXPORTS {
            write_section(kind, &used_exports(section, is_unused)?, out);
        } else {
            write_section(kind, section, out);
        }
        Some(())
    });
    kept.unwrap_or_else(|| module.to_vec())
}

/// The head, and what `each` makes of the sections.
pub(super) fn sections(
    module: &[u8],
    mut each: impl FnMut(u8, &[u8], &mut Vec<u8>) -> Option<()>,
) -> Option<Vec<u8>> {
    let (head, mut rest) = module.split_at_checked(8)?;
    let mut out = head.to_vec();
    while let Some((&kind, after)) = rest.split_first() {
        let (size, after) = leb128(after)?;
        let (section, next) = after.split_at_checked(size)?;
        each(kind, section, &mut out)?;
        rest = next;
    }
    Some(out)
}

/// The content of the section of exports: how many, then of each its name, a kind and an index.
fn used_exports(section: &[u8], is_unused: fn(&str) -> bool) -> Option<Vec<u8>> {
    let (count, mut rest) = leb128(section)?;
    let mut kept = 0_usize;
    let mut exports = Vec::new();
    for _ in 0..count {
        let (length, after) = leb128(rest)?;
        let (name, after) = after.split_at_checked(length)?;
        let (_kind, after) = after.split_first()?;
        let (_index, next) = leb128(after)?;
        if !is_unused(std::str::from_utf8(name).ok()?) {
            kept += 1;
            exports.extend_from_slice(rest.get(..rest.len() - next.len())?);
        }
        rest = next;
    }
    let mut out = Vec::new();
    write_leb128(kept, &mut out);
    out.extend(exports);
    Some(out)
}

pub(super) fn write_section(kind: u8, content: &[u8], out: &mut Vec<u8>) {
    out.push(kind);
    write_leb128(content.len(), out);
    out.extend_from_slice(content);
}

/// A length as WASM writes it, and what follows.
pub(super) fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for (place, &byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            return Some((value, bytes.get(place + 1..)?));
        }
    }
    None
}

pub(super) fn write_leb128(mut value: usize, out: &mut Vec<u8>) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            out.push(low & 0x7f);
            return;
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"\0asm\x01\0\0\0";
    const TYPES: &[u8] = &[1, 1, 7];

    #[test]
    fn custom_sections_go_and_the_others_stay() {
        let custom = [0, 3, 1, b'x', 9];
        let module = [HEAD, &custom, TYPES, &custom].concat();
        assert_eq!(without_custom_sections(&module), [HEAD, TYPES].concat());
        for broken in [&module[..module.len() - 1], &module[..5]] {
            assert_eq!(without_custom_sections(broken), broken);
        }
    }

    #[test]
    fn exports_go_by_their_names() {
        let exports = |content: &[u8]| {
            let mut section = Vec::new();
            write_section(EXPORTS, content, &mut section);
            [HEAD, TYPES, &section].concat()
        };
        let module = exports(&[2, 3, b'o', b'l', b'd', 0, 0x81, 0x01, 1, b'x', 2, 0]);
        assert_eq!(
            without_exports(&module, |name| name == "old"),
            exports(&[1, 1, b'x', 2, 0])
        );
        assert_eq!(without_exports(&module, |_| false), module);
        let broken = exports(&[3, 1, b'x', 2, 0]);
        assert_eq!(without_exports(&broken, |_| true), broken);
    }

    #[test]
    fn a_length_reads_back() {
        for value in [0, 127, 128, 300, 70_000, 1 << 27] {
            let mut bytes = Vec::new();
            write_leb128(value, &mut bytes);
            bytes.push(9);
            assert_eq!(leb128(&bytes), Some((value, &[9][..])));
        }
    }
}

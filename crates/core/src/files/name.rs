//! Names of files, as far as they may be repeated to others.

/// Longest name, in bytes: what file systems take.
const LONGEST: usize = 255;
/// A longer extension is none.
const EXTENSION: usize = 16;

/// The name without a path, without characters that are not seen or turn others around, and without
/// dots and blanks at its ends.
pub(super) fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| !is_hidden(*c)).collect();
    match seen.trim_matches(|c: char| c == '.' || c.is_whitespace()) {
        "" => "file".to_owned(),
        name => shorten(name),
    }
}

/// Joiners stay: some languages and emoji are spelled with them.
fn is_hidden(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let unseen =
        matches!(c, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}');
    c.is_control() || turns || unseen
}

fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let extension = name.rfind('.').map_or("", |dot| &name[dot..]);
    let extension = if extension.len() > EXTENSION { "" } else { extension };
    let end = name.floor_char_boundary(LONGEST - extension.len());
    format!("{}{extension}", &name[..end])
}

/// The value of `Content-Disposition` (RFC 6266).
pub(super) fn disposition(kind: &str, name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " ._-()".contains(c);
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    format!("{kind}; filename=\"{ascii}\"; filename*=UTF-8''{}", percent_encode(name))
}

fn percent_encode(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_path_and_nothing_hidden() {
        let cases = [
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\photo.jpg", "photo.jpg"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("a\0b\r\nc.txt", "abc.txt"),
            ("..", "file"),
            ("/", "file"),
            ("", "file"),
            (" .env ", "env"),
            ("船 🚣\u{200d}♀️.png", "船 🚣\u{200d}♀️.png"),
        ];
        for (given, expected) in cases {
            assert_eq!(clean(given), expected, "{given:?}");
        }
    }

    #[test]
    fn long_names_keep_their_extension() {
        let long = clean(&format!("{}.jpeg", "船".repeat(200)));
        assert!(long.len() <= LONGEST && long.ends_with("船.jpeg"), "{long}");
        assert_eq!(clean(&format!("a.{}", "b".repeat(400))).len(), LONGEST);
    }

    #[test]
    fn a_disposition_cannot_be_broken_out_of() {
        let value = disposition("attachment", "a\"; x=\"船.txt");
        let (ascii, encoded) = value.split_once("; filename*=UTF-8''").unwrap();
        assert_eq!(ascii, "attachment; filename=\"a__ x___.txt\"");
        assert_eq!(encoded, "a%22%3B%20x%3D%22%E8%88%B9.txt");
    }
}

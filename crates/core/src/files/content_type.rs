//! What a file is, by its first bytes.

/// What is served where a browser shows it. Everything else is only ever saved: above all what can
/// hold a script (HTML, SVG, XML, PDF).
const SHOWN: [&str; 10] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "video/mp4",
    "video/webm",
    "audio/mpeg",
    "audio/m4a",
    "audio/ogg",
    "audio/x-wav",
];

/// What its uploader may call a text: the content cannot tell these apart.
const TEXTS: [&str; 4] = ["text/plain", "text/csv", "text/markdown", "application/json"];

/// What images are decoded for thumbnails.
const IMAGES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

pub(super) fn may_be_shown(content_type: &str) -> bool {
    SHOWN.contains(&content_type)
}

pub(super) fn is_image(content_type: &str) -> bool {
    IMAGES.contains(&content_type)
}

/// The type of a file that begins with `head`. `hint` chooses between kinds of text alone.
pub(super) fn recognise(head: &[u8], goes_on: bool, hint: Option<&str>) -> String {
    let known = infer::get(head).map(|kind| kind.mime_type());
    let Some(text) = as_text(head, goes_on) else {
        return known.unwrap_or("application/octet-stream").to_owned();
    };
    let markup = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if markup.starts_with('<') && markup.contains("<svg") {
        return "image/svg+xml".to_owned();
    }
    // Two letters make a bitmap: what reads as text is no picture, no sound and no film.
    let known =
        known.filter(|kind| !["image/", "audio/", "video/"].iter().any(|of| kind.starts_with(of)));
    let hint = hint.filter(|hint| TEXTS.contains(hint));
    known.or(hint).unwrap_or("text/plain").to_owned()
}

/// The head as text, unless it holds what no text does. Its last character may be cut off where the
/// file goes on.
fn as_text(head: &[u8], goes_on: bool) -> Option<&str> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if goes_on && error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\x1b');
    (!text.contains(odd)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides() {
        let cases: &[(&[u8], Option<&str>, &str)] = &[
            (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", Some("text/html"), "image/png"),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", Some("text/plain"), "image/jpeg"),
            (b"<!DOCTYPE html><html>", Some("image/png"), "text/html"),
            (b"  <ScRiPt >alert(1)</script>", Some("image/png"), "text/html"),
            (b"<?xml version=\"1.0\"?><svg onload=\"x()\"/>", Some("image/png"), "image/svg+xml"),
            (b"\xef\xbb\xbf<svg xmlns=\"\">", None, "image/svg+xml"),
            (b"<?xml version=\"1.0\"?><a/>", None, "text/xml"),
            (b"BMW drives", None, "text/plain"),
            (b"a,b\n1,2\n", Some("text/csv"), "text/csv"),
            (b"a,b\n1,2\n", Some("text/html"), "text/plain"),
            ("船 at sea".as_bytes(), None, "text/plain"),
            (b"%PDF-1.7\n", None, "application/pdf"),
            (b"\x00\x01\x02", Some("image/png"), "application/octet-stream"),
            (b"caf\xe9", None, "application/octet-stream"),
        ];
        for (head, hint, expected) in cases {
            assert_eq!(recognise(head, false, *hint), *expected, "{}", head.escape_ascii());
        }
    }

    #[test]
    fn a_character_may_be_cut_where_the_file_goes_on() {
        let half = &"船".as_bytes()[..2];
        assert_eq!(recognise(half, true, None), "text/plain");
        assert_eq!(recognise(half, false, None), "application/octet-stream");
    }
}

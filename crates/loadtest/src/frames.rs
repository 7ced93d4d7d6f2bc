//! Reading frames without parsing them: the load generator shares its cores with the server.
//!
//! Relies on the order of members that docs/realtime.md shows, `r` and `ok` first in a reply, and
//! on texts that this module made.

use std::fmt::Write;

/// The size of a text, as in the figures to reach.
const TEXT: usize = 128;
const MARK: &str = "\"text\":\"m";

/// What a frame is, as far as load cares.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    /// The reply to command `r`.
    Reply {
        r: u64,
        ok: bool,
    },
    /// A message of ours.
    Delivery {
        sender: usize,
        number: u64,
    },
    Other,
}

impl Frame {
    pub fn read(frame: &str) -> Self {
        if let Some(rest) = frame.strip_prefix("{\"r\":") {
            let ok = frame.get(..64).unwrap_or(frame).contains("\"ok\":true");
            return Self::Reply { r: digits(rest), ok };
        }
        // A send that comes back in a reply was taken care of above.
        let Some(at) = frame.find(MARK) else { return Self::Other };
        let rest = &frame[at + MARK.len()..];
        let Some((sender, number)) = rest.split_once('.') else { return Self::Other };
        Self::Delivery { sender: digits(sender) as usize, number: digits(number) }
    }
}

/// A text of the usual size that says who sent it and as which.
pub fn text(sender: usize, number: u64) -> String {
    let mut text = format!("m{sender}.{number}.");
    while text.len() < TEXT {
        text.push('x');
    }
    text
}

/// `message.send` with such a text; the number is the command's id, too.
pub fn send(conversation: &str, sender: usize, number: u64) -> String {
    let mut frame = String::with_capacity(320);
    let _infallible = write!(
        frame,
        r#"{{"i":{number},"t":"message.send","d":{{"conversation_id":"{conversation}","client_id":"{sender}-{number}","text":"{}"}}}}"#,
        text(sender, number)
    );
    frame
}

fn digits(text: &str) -> u64 {
    text.bytes()
        .take_while(u8::is_ascii_digit)
        .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_told_apart() {
        let refused = r#"{"r":17,"ok":false,"e":{"code":"not_found"}}"#;
        assert_eq!(Frame::read(refused), Frame::Reply { r: 17, ok: false });
        let reply = format!(r#"{{"r":18,"ok":true,"d":{{"text":"{}"}}}}"#, text(3, 18));
        assert_eq!(Frame::read(&reply), Frame::Reply { r: 18, ok: true });
        let event = format!(r#"{{"t":"message.created","n":4,"d":{{"text":"{}"}}}}"#, text(3, 18));
        assert_eq!(Frame::read(&event), Frame::Delivery { sender: 3, number: 18 });
        assert_eq!(Frame::read(r#"{"t":"hello","d":{}}"#), Frame::Other);
        assert_eq!(text(1, 2).len(), TEXT);
    }
}

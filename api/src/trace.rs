//! The trace that a request is part of, as W3C Trace Context says it.

/// The trace id of a `traceparent`: `00-<trace id>-<parent id>-<flags>`.
pub(crate) fn trace_id(traceparent: &str) -> Option<&str> {
    let mut parts = traceparent.split('-');
    let [version, trace, parent, flags] = std::array::from_fn(|_| parts.next().unwrap_or_default());
    let known = version == "00" && parts.next().is_none() || is_newer(version);
    let valid = is_id(trace, 32) && is_id(parent, 16) && is_hex(flags, 2);
    (known && valid).then_some(trace)
}

/// Later versions may add parts at the end.
fn is_newer(version: &str) -> bool {
    is_hex(version, 2) && version != "00" && version != "ff"
}

/// Ids of zeros alone are none.
fn is_id(text: &str, length: usize) -> bool {
    is_hex(text, length) && text.bytes().any(|byte| byte != b'0')
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    #[test]
    fn a_trace_is_taken_from_what_the_standard_allows() {
        let parent = format!("{TRACE}-00f067aa0ba902b7-01");
        assert_eq!(trace_id(&format!("00-{parent}")), Some(TRACE));
        assert_eq!(trace_id(&format!("cc-{parent}-what-comes-later")), Some(TRACE));
        for wrong in [
            String::new(),
            format!("00-{parent}-more"),
            format!("ff-{parent}"),
            format!("0-{parent}"),
            format!("00-{}", parent.to_uppercase()),
            format!("00-{TRACE}-0000000000000000-01"),
            format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
            format!("00-{TRACE}-00f067aa0ba902b7"),
        ] {
            assert_eq!(trace_id(&wrong), None, "{wrong}");
        }
    }
}

//! Addresses that clients show: on the web, and nothing that a page would run.

use validator::ValidationError;

/// Refuses what is no address of the web: `#[validate(custom(function = "web_url"))]`, and beside it
/// the same as a pattern, for the contract. Nobody here follows the address, so it is not taken
/// apart.
pub(crate) fn web_url(url: &str) -> Result<(), ValidationError> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let visible = |c: char| c.is_ascii_graphic() || c > '\u{a0}';
    match rest {
        Some(rest) if !rest.is_empty() && rest.chars().all(visible) => Ok(()),
        _ => Err(ValidationError::new("url")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_of_the_web() {
        for fine in ["https://example.com/a.png", "http://localhost:8080", "https://例.jp/頭像.png"]
        {
            assert!(web_url(fine).is_ok(), "{fine}");
        }
        for bad in ["", "https://", "javascript:alert(1)", "data:text/html,x", "https://a b", "a\0"]
        {
            assert!(web_url(bad).is_err(), "{bad:?}");
        }
    }
}

//! Log lines on standard error, which leaves standard output to what commands print.
//!
//! A line carries the fields of the spans it was written in; that is how every line about a
//! request has its `request_id`.

use crate::config::{Config, LogFormat};
use anyhow::anyhow;
use std::io::{self, IsTerminal};
use tracing_subscriber::{
    EnvFilter, Layer, Registry, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

/// What strangers send that is no HTTP is their error, which actix would have for one of ours. The
/// setting may ask for it all the same.
const QUIET: &str = "actix_http=off";

/// Begins to log; once per process.
pub fn start(config: &Config) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", config.log))?;
    let lines = lines(config.log_format, io::stderr, io::stderr().is_terminal());
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .try_init()
        .map_err(|error| anyhow!("logging was started already: {error}"))
}

type Lines = Box<dyn Layer<Registry> + Send + Sync>;

fn lines<W>(format: LogFormat, to: W, colour: bool) -> Lines
where
    W: for<'a> fmt::MakeWriter<'a> + Send + Sync + 'static,
{
    let layer = fmt::layer().with_writer(to).with_ansi(colour);
    match format {
        LogFormat::Text => layer.boxed(),
        LogFormat::Json => {
            layer.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn log_one_line(format: LogFormat) -> String {
        let written = Written::default();
        let to = written.clone();
        let subscriber =
            tracing_subscriber::registry().with(lines(format, move || to.clone(), false));
        tracing::subscriber::with_default(subscriber, || {
            let _request = tracing::info_span!("request", request_id = "req_1").entered();
            tracing::info!(status = 200, "answered");
        });
        String::from_utf8(written.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn every_line_of_a_request_has_its_id() {
        let text = log_one_line(LogFormat::Text);
        assert!(text.contains("request_id=\"req_1\"") && text.contains("status=200"), "{text}");

        let json: serde_json::Value = serde_json::from_str(&log_one_line(LogFormat::Json)).unwrap();
        assert_eq!(json["span"]["request_id"], "req_1");
        assert_eq!((&json["message"], &json["status"]), (&"answered".into(), &200.into()));
    }
}

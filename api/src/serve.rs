//! Serving the bytes of a file: whole, a range of them, or none because the client has them.
//!
//! A file is what strangers uploaded, so a browser is told to trust nothing in it: no guessing of its
//! type, no script, no use by other sites' pages.

use crate::{ApiError, error::Result};
use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse, HttpResponseBuilder,
    body::SizedStream,
    http::{
        Method, StatusCode,
        header::{self, HeaderName, HeaderValue, Range},
    },
};
use futures_util::stream;
use warbler_core::{Error, files::Download};
use warbler_protocol::ErrorCode;

const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    (header::CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "private, max-age=3600, immutable"),
    (header::ACCEPT_RANGES, "bytes"),
];

/// Answers a request for the bytes of a file.
pub(crate) async fn serve(request: &HttpRequest, file: Download) -> Result<HttpResponse> {
    if says(request, header::IF_NONE_MATCH, &file.etag) {
        return Ok(answer(StatusCode::NOT_MODIFIED, &file).finish());
    }
    let (first, end) = range(request, &file).map_err(|Unsatisfiable| unsatisfiable(file.size))?;
    let whole = (first, end) == (0, file.size);
    let status = if whole { StatusCode::OK } else { StatusCode::PARTIAL_CONTENT };
    let mut response = answer(status, &file);
    if !whole {
        let range = format!("bytes {first}-{}/{}", end - 1, file.size);
        response.insert_header((header::CONTENT_RANGE, range));
    }
    if request.method() == Method::HEAD {
        return Ok(response.body(SizedStream::new(end - first, stream::empty::<Chunk>())));
    }
    let bytes = file.read(first..end).await?;
    Ok(response.body(SizedStream::new(end - first, bytes)))
}

type Chunk = Result<actix_web::web::Bytes, Error>;

fn answer(status: StatusCode, file: &Download) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    for (name, value) in HEADERS {
        response.insert_header((name, value));
    }
    response.insert_header((header::ETAG, file.etag.as_str()));
    response.insert_header((header::CONTENT_TYPE, file.content_type.as_str()));
    response.insert_header((header::CONTENT_DISPOSITION, file.disposition.as_str()));
    response
}

/// The range that is asked for lies behind the end.
struct Unsatisfiable;

/// The first byte, and the one to stop before. Several ranges at once are not served: the answer is
/// then the whole, as it is for what cannot be read.
fn range(request: &HttpRequest, file: &Download) -> Result<(u64, u64), Unsatisfiable> {
    let whole = (0, file.size);
    let outdated = request.headers().contains_key(header::IF_RANGE)
        && !says(request, header::IF_RANGE, &file.etag);
    let wanted = request.get_header::<Range>().filter(|_| !outdated);
    let Some(Range::Bytes(ranges)) = wanted else { return Ok(whole) };
    let [one] = ranges.as_slice() else { return Ok(whole) };
    let range = one.to_satisfiable_range(file.size);
    range.map(|(first, last)| (first, last + 1)).ok_or(Unsatisfiable)
}

fn unsatisfiable(size: u64) -> ApiError {
    let detail = format!("the file has {size} bytes");
    let error = ApiError::new(ErrorCode::RangeNotSatisfiable, detail);
    match HeaderValue::from_str(&format!("bytes */{size}")) {
        Ok(value) => error.with_header(header::CONTENT_RANGE, value),
        Err(_) => error,
    }
}

/// Whether a header names this version of the file, among others.
fn says(request: &HttpRequest, name: HeaderName, etag: &str) -> bool {
    let value = request.headers().get(name).and_then(|value| value.to_str().ok());
    let strong = |tag: &str| tag.trim().trim_start_matches("W/") == etag;
    value.is_some_and(|value| value.trim() == "*" || value.split(',').any(strong))
}

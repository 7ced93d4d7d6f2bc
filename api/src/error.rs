//! The one place where failures become answers.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    error::{Error as ActixError, JsonPayloadError},
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};
use std::fmt;
use warbler_core::Error;
use warbler_protocol::{ErrorCode, Problem};

pub(crate) type Result<T, E = ApiError> = std::result::Result<T, E>;

/// A problem document on its way out. What only the request knows, [`crate::finish`] adds.
#[derive(Clone, Debug)]
pub struct ApiError {
    pub(crate) problem: Problem,
    /// What goes out beside it.
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl ApiError {
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Problem::new(code, detail).into()
    }

    #[must_use]
    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self { problem, headers: Vec::new() }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error.code() {
            // What broke is for our logs; that it broke is for the client.
            code @ (ErrorCode::Internal | ErrorCode::Unavailable) => {
                tracing::error!(%error, "request failed");
                Self::new(code, code.title())
            }
            code => {
                let mut problem = Problem::new(code, error.to_string());
                problem.retry_after = error.retry_after();
                problem.until = error.until();
                if let Error::Invalid(errors) = error {
                    problem.errors = errors;
                }
                problem.into()
            }
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.detail.fmt(f)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        for (name, value) in &self.headers {
            response.insert_header((name.clone(), value.clone()));
        }
        match self.problem.code {
            ErrorCode::RateLimited
            | ErrorCode::IdempotencyKeyInUse
            | ErrorCode::Overloaded
            | ErrorCode::Unavailable => {
                response
                    .insert_header((header::RETRY_AFTER, self.problem.retry_after.unwrap_or(1)));
            }
            _ if self.problem.status == 401 => {
                response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
            }
            _ => {}
        }
        response.body(serde_json::to_vec(&self.problem).unwrap_or_default())
    }
}

/// A body that is too long, not JSON, or not the JSON of the operation.
pub(crate) fn unreadable_body(error: JsonPayloadError, _: &HttpRequest) -> ActixError {
    let code = match &error {
        JsonPayloadError::ContentType => ErrorCode::UnsupportedMediaType,
        JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. } => {
            ErrorCode::BodyTooLarge
        }
        _ => ErrorCode::InvalidBody,
    };
    ApiError::new(code, error.to_string()).into()
}

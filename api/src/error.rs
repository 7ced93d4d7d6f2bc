//! The one place where failures become answers.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    error::{Error as ActixError, JsonPayloadError},
    http::{StatusCode, header},
};
use std::fmt;
use warbler_core::Error;
use warbler_protocol::{ErrorCode, Problem};

pub(crate) type Result<T, E = ApiError> = std::result::Result<T, E>;

/// A problem document on its way out. What only the request knows, [`crate::finish`] adds.
#[derive(Clone, Debug)]
pub struct ApiError(pub(crate) Problem);

impl ApiError {
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self(Problem::new(code, detail))
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
                if let Error::Invalid(errors) = error {
                    problem.errors = errors;
                }
                Self(problem)
            }
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.detail.fmt(f)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        match self.0.code {
            ErrorCode::RateLimited | ErrorCode::Overloaded | ErrorCode::Unavailable => {
                response.insert_header((header::RETRY_AFTER, "1"));
            }
            _ if self.0.status == 401 => {
                response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
            }
            _ => {}
        }
        response.body(serde_json::to_vec(&self.0).unwrap_or_default())
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

//! Files: getting them in and out, and the messages that carry them.

mod attachments;
mod downloads;
mod images;
mod uploads;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::Value;
use std::io::Cursor;
use warbler_testing::TestApp;

/// A picture of one colour.
pub(crate) fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_pixel(width, height, Rgb([200, 100, 50]));
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(picture).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// How many files the app has, and how many bytes.
async fn stored(app: &TestApp) -> (i64, i64) {
    let usage: Value = app.get("/v1/app/storage").await.json(200);
    (usage["files"].as_i64().unwrap(), usage["bytes"].as_i64().unwrap())
}

//! Looking at images: how large they are, and a small picture of each.
//!
//! A job does it, on a thread that may block, within limits: an image that is broken, too large or
//! lies about itself has no thumbnail, and nothing else comes of it. The picture is drawn anew, so it
//! has none of the metadata of the original.

use super::{
    content_type, find,
    model::{Column, Entity, Model, READY},
    thumbnail_blob,
};
use crate::{Context, Error, Result, Scope, access::InApp as _, jobs::Job, messages};
use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, ImageResult, Limits,
    codecs::jpeg::JpegEncoder, metadata::Orientation,
};
use sea_orm::{ColumnTrait as _, QueryFilter as _, sea_query::Expr};
use serde::{Deserialize, Serialize};
use std::io::Cursor;
use uuid::Uuid;
use warbler_protocol::{FileId, MessageId};

/// The box that a thumbnail fits into, in pixels.
const BOX: u32 = 320;
/// An image with more has none.
const MAX_PIXELS: u64 = 40_000_000;
/// What a decoder may take, in bytes.
const MAX_MEMORY: u64 = 256 << 20;
/// A longer file is not looked at.
const MAX_FILE: i64 = 32 << 20;
const QUALITY: u8 = 80;
/// Messages told in one step.
const CHUNK: u64 = 100;

/// Look at an image; then tell the messages that carry it already, from after `after` on.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Illustrate {
    pub file_id: FileId,
    pub after: Option<MessageId>,
}

impl Job for Illustrate {
    const KIND: &'static str = "illustrate_file";
}

/// One step of the job. Answers the next, until nothing is left. Repeating a step does no harm.
pub async fn illustrate(
    ctx: &Context,
    scope: &Scope,
    job: &Illustrate,
) -> Result<Option<Illustrate>> {
    let file = find(ctx.db.writer(), scope.app_id, job.file_id).await?;
    let Some(file) = file.filter(Model::is_ready) else { return Ok(None) };
    let last = match job.after {
        None => look_at(ctx, &file).await?.then_some(MessageId(Uuid::nil())),
        Some(after) => messages::illustrate(ctx, scope, &file.attachment(), after, CHUNK).await?,
    };
    Ok(last.map(|after| Illustrate { file_id: job.file_id, after: Some(after) }))
}

/// Whether there was anything to see.
async fn look_at(ctx: &Context, file: &Model) -> Result<bool> {
    if file.size > MAX_FILE || !content_type::is_image(&file.content_type) {
        return Ok(false);
    }
    let reader = ctx.blobs.reader(&super::blob(file.app_id(), file.id()), None).await?;
    let bytes = reader.ok_or(Error::NotFound("file"))?.bytes().await?;
    let drawn = tokio::task::spawn_blocking(move || draw(&bytes)).await;
    match drawn {
        Ok(Ok(sketch)) => keep(ctx, file, sketch).await,
        Ok(Err(error)) => {
            tracing::info!(%error, id = %file.id(), "an image has no thumbnail");
            Ok(false)
        }
        Err(error) => {
            tracing::warn!(%error, id = %file.id(), "an image broke its decoder");
            Ok(false)
        }
    }
}

/// What is known of an image.
struct Sketch {
    width: u32,
    height: u32,
    thumbnail: Option<Thumbnail>,
}

struct Thumbnail {
    width: u32,
    height: u32,
    content_type: &'static str,
    bytes: Vec<u8>,
}

fn draw(bytes: &[u8]) -> ImageResult<Sketch> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Ok(Sketch { width, height, thumbnail: None });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    let (width, height) = (image.width(), image.height());
    let small = if width.max(height) > BOX { image.thumbnail(BOX, BOX) } else { image };
    Ok(Sketch { width, height, thumbnail: Some(encode(small)?) })
}

/// JPEG, or PNG where something shines through.
fn encode(image: DynamicImage) -> ImageResult<Thumbnail> {
    let (width, height, mut bytes) = (image.width(), image.height(), Vec::new());
    let rgba = image.to_rgba8();
    let content_type = match rgba.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        true => {
            let rgb = DynamicImage::ImageRgba8(rgba).to_rgb8();
            rgb.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
            "image/jpeg"
        }
        false => {
            rgba.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
            "image/png"
        }
    };
    Ok(Thumbnail { width, height, content_type, bytes })
}

async fn keep(ctx: &Context, file: &Model, sketch: Sketch) -> Result<bool> {
    let pixels = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let mut update = Entity::update_in_app(file.app_id())
        .filter(Column::Id.eq(file.id))
        .filter(Column::Status.eq(READY))
        .col_expr(Column::Width, Expr::value(pixels(sketch.width)))
        .col_expr(Column::Height, Expr::value(pixels(sketch.height)));
    let key = thumbnail_blob(file.app_id(), file.id());
    if let Some(thumbnail) = sketch.thumbnail {
        ctx.blobs.put(&key, thumbnail.bytes).await?;
        update = update
            .col_expr(Column::ThumbnailWidth, Expr::value(pixels(thumbnail.width)))
            .col_expr(Column::ThumbnailHeight, Expr::value(pixels(thumbnail.height)))
            .col_expr(Column::ThumbnailType, Expr::value(thumbnail.content_type));
    }
    let kept = update.exec(ctx.db.writer()).await?.rows_affected > 0;
    if !kept {
        // The file was removed meanwhile, by somebody who did not see this picture.
        ctx.blobs.delete(&key).await?;
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::RgbaImage;

    fn png(width: u32, height: u32, alpha: u8) -> Vec<u8> {
        let image = RgbaImage::from_pixel(width, height, image::Rgba([200, 100, 50, alpha]));
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn a_thumbnail_fits_its_box_and_never_grows() {
        for (size, expected) in
            [((640, 160), (320, 80)), ((20, 10), (20, 10)), ((1, 900), (1, 320))]
        {
            let sketch = draw(&png(size.0, size.1, 255)).unwrap();
            let thumbnail = sketch.thumbnail.unwrap();
            assert_eq!((sketch.width, sketch.height), size);
            assert_eq!((thumbnail.width, thumbnail.height), expected);
            assert_eq!(thumbnail.content_type, "image/jpeg");
        }
        let see_through = draw(&png(10, 10, 128)).unwrap().thumbnail.unwrap();
        assert_eq!(see_through.content_type, "image/png");
    }

    #[test]
    fn a_bomb_is_not_opened_and_a_broken_image_not_drawn() {
        let mut bomb = png(8, 8, 255);
        // The header says 50,000 by 50,000.
        bomb[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
        assert!(draw(&bomb).is_ok_and(|sketch| sketch.thumbnail.is_none()) || draw(&bomb).is_err());
        let whole = png(64, 64, 255);
        assert!(draw(&whole[..whole.len() / 2]).is_err());
        assert!(draw(b"\x89PNG\r\n\x1a\n<script>").is_err());
    }
}

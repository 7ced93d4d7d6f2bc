//! How well questions find what answers them, on data that others have published, with floors.
//!
//! The data is not part of the repository: without it, the tests say so and pass.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail by panicking, and report"
)]

use serde_json::Value;
use std::{collections::HashMap, env, fs, path::PathBuf};
use warbler_search::{
    Document, Hit, Index, Request,
    query::{Query, Text},
};

/// The folder with the data, if it is here.
fn data(file: &str) -> Option<String> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = env::var_os("WARBLER_TEST_DATA").map_or(PathBuf::from(default), PathBuf::from);
    let text = fs::read_to_string(folder.join(file)).ok();
    if text.is_none() {
        println!("skipped: there is no {file} (WARBLER_TEST_DATA says where the data is)");
    }
    text
}

fn index<'a>(texts: impl Iterator<Item = &'a str>) -> (tempfile::TempDir, Index) {
    let directory = tempfile::tempdir().unwrap();
    let index = Index::open(directory.path()).unwrap();
    let mut writer = index.writer(50_000_000).unwrap();
    for (position, text) in (1..).zip(texts) {
        let document =
            Document { position, app: "app".into(), text: text.into(), ..Document::default() };
        writer.add(&document).unwrap();
    }
    writer.commit(1).unwrap();
    writer.close().unwrap();
    (directory, index)
}

/// The best answers to a question in plain words.
fn ask(index: &Index, question: &str, limit: usize) -> Vec<Hit> {
    let text = Text { text: question.to_owned(), phrase: false, negated: false, prefix: false };
    let query = Query { texts: vec![text], filters: vec![] };
    let request = Request { app: "app".into(), query, any: true, limit, ..Request::default() };
    index.find(&request).unwrap().hits
}

/// Which of the texts it is.
fn place(hit: &Hit) -> usize {
    usize::try_from(hit.position).unwrap() - 1
}

#[test]
fn chinese_questions_find_their_passage() {
    let Some(text) = data("qa-zh/cmrc2018_trial.json") else { return };
    let corpus: Value = serde_json::from_str(&text).unwrap();
    let paragraphs: Vec<&Value> = corpus["data"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|entry| entry["paragraphs"].as_array().unwrap())
        .collect();
    let (_directory, index) = index(paragraphs.iter().map(|it| it["context"].as_str().unwrap()));
    let (mut asked, mut right) = (0, 0);
    for (at, paragraph) in paragraphs.iter().enumerate() {
        for question in paragraph["qas"].as_array().unwrap() {
            asked += 1;
            let best = ask(&index, question["question"].as_str().unwrap(), 1);
            right += usize::from(best.first().map(place) == Some(at));
        }
    }
    let recall = right as f64 / asked as f64;
    println!("recall@1 of {asked} questions over {} passages: {recall:.4}", paragraphs.len());
    assert!(recall >= 0.975, "{recall}");
}

#[test]
fn english_questions_find_their_like() {
    let Some(text) = data("faq-banking77/train.csv") else { return };
    let rows: Vec<(String, String)> = records(&text).skip(1).filter_map(row).collect();
    let is_held_back = |at: usize| at % 5 == 4;
    let (known, asked): (Vec<_>, Vec<_>) =
        rows.iter().enumerate().partition(|(at, _)| !is_held_back(*at));
    let (_directory, index) = index(known.iter().map(|(_, (text, _))| text.as_str()));
    let mut right = 0;
    for (_, (question, intent)) in &asked {
        let mut votes: HashMap<&str, f32> = HashMap::new();
        for hit in ask(&index, question, 20) {
            // The closer, the more it has to say.
            *votes.entry(known[place(&hit)].1.1.as_str()).or_default() += hit.score.powi(4);
        }
        let best = votes.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        right += usize::from(best.is_some_and(|(name, _)| name == intent));
    }
    let top1 = right as f64 / asked.len() as f64;
    println!("top-1 of {} questions over {}: {top1:.4}", asked.len(), known.len());
    assert!(top1 >= 0.83, "{top1}");
}

/// The records of a CSV file: lines, unless a quotation goes on in the next.
fn records(text: &str) -> impl Iterator<Item = String> {
    let mut lines = text.lines();
    std::iter::from_fn(move || {
        let mut record = lines.next()?.to_owned();
        while record.matches('"').count() % 2 == 1 {
            record.push('\n');
            record.push_str(lines.next()?);
        }
        Some(record)
    })
}

/// `text,category`, the text quoted where it has commas.
fn row(record: String) -> Option<(String, String)> {
    let (text, category) = record.rsplit_once(',')?;
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    Some((text.replace("\"\"", "\""), category.to_owned()))
}

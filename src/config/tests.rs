use super::{reader::Reader, *};
use std::{fs, os::unix::fs::PermissionsExt};
use tempfile::TempDir;

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn environment(pairs: &[(&str, &str)]) -> Sources {
    let environment = pairs
        .iter()
        .map(|(name, value)| (format!("WARBLER_{name}"), (*value).to_owned()))
        .collect();
    Sources { environment, ..Sources::default() }
}

fn with_file(directory: &TempDir, text: &str) -> Sources {
    let file = directory.path().join("warbler.toml");
    fs::write(&file, text).unwrap();
    Sources { file: Some(file), ..Sources::default() }
}

fn problems(sources: Sources) -> Vec<String> {
    Config::load(sources).unwrap_err().lines().to_vec()
}

fn names() -> Vec<&'static str> {
    let mut reader = Reader::new(Sources::default());
    Config::read(&mut reader);
    reader.names().to_vec()
}

#[test]
fn everything_has_a_default() {
    let config = Config::load(Sources::default()).unwrap();
    assert_eq!(config.listen, DEFAULT_LISTEN);
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:8080/");
    assert_eq!(config.database_url.expose_secret(), "sqlite:data/warbler.sqlite");
    assert_eq!((config.database, config.shards), (Database::Sqlite, 1));
    assert_eq!(config.storage, Storage::Disk("data/files".into()));
    assert_eq!(config.max_upload, 25 * 1024 * 1024);
    assert_eq!(config.roles, Role::ALL);
    assert_eq!(config.drain, Duration::from_secs(20));
}

#[test]
fn the_command_line_wins_over_the_environment_and_that_over_the_file() {
    let directory = TempDir::new().unwrap();
    let mut sources =
        with_file(&directory, "roles = ['api']\nshards = 3\nlog = 'warn'\ndata_dir = 'kept'");
    sources.environment =
        environment(&[("ROLES", "realtime"), ("SHARDS", "5"), ("LOG", "")]).environment;
    sources.roles = Some("worker, api".to_owned());
    let config = Config::load(sources).unwrap();
    assert_eq!(config.roles, [Role::Api, Role::Worker]);
    assert_eq!(config.shards, 5);
    assert_eq!(config.log, "warn", "an empty variable is as good as none");
    assert_eq!(config.data_dir, PathBuf::from("kept"));
}

#[test]
fn all_problems_are_told_at_once() {
    let found = problems(environment(&[
        ("LISTEN", "8080"),
        ("LISTN", "127.0.0.1:8080"),
        ("COLOUR", "blue"),
        ("FRAME_RATE", "0"),
        ("RATE_PER_USER", "50"),
        ("DATABASE_URL", "postgres://localhost/warbler"),
        ("TLS_KEY", "key.pem"),
        ("MASTER_KEY", "secret"),
        ("STORAGE_URL", "s3://"),
        ("S3_ACCESS_KEY", "key"),
        ("ROLES", "api,cook"),
        ("SEARCH_NODES", "http://a/,http://b/"),
        ("SEARCH_NODE", "http://c/"),
    ]));
    let expected = [
        "WARBLER_TLS_CERTIFICATE is missing: WARBLER_TLS_KEY needs its certificate",
        "WARBLER_LISTEN: expected an address such as 127.0.0.1:8080, not `8080`",
        "WARBLER_SEARCH_NODE is none of WARBLER_SEARCH_NODES",
        "WARBLER_STORAGE_URL: expected a file:/// or s3:// URL, not `s3://`",
        "WARBLER_S3_ACCESS_KEY and WARBLER_S3_SECRET_KEY belong together",
        "WARBLER_ROLES: expected a list of api, realtime, worker and search, not `api,cook`",
        "WARBLER_MASTER_KEY: expected 64 hexadecimal digits",
        "WARBLER_FRAME_RATE: expected a number from 1 to 1000000, not `0`",
        "WARBLER_RATE_PER_USER: expected rate/burst, each from 1 to 1000000, not `50`",
        "WARBLER_COLOUR: no such setting",
        "WARBLER_LISTN: no such setting; did you mean WARBLER_LISTEN?",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_wrong_file_is_named() {
    let directory = TempDir::new().unwrap();
    let found = problems(with_file(&directory, "[listen]\nport = 1\n[server]\nname = 'a'"));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("listen in ") && found[0].ends_with("not a table"), "{found:?}");
    assert!(
        found[1].starts_with("server in ") && found[1].contains("no such setting"),
        "{found:?}"
    );

    let broken = problems(with_file(&directory, "listen = "));
    assert!(broken.len() == 1 && broken[0].contains("warbler.toml"), "{broken:?}");

    let missing = Sources { file: Some("/nowhere/warbler.toml".into()), ..Sources::default() };
    let missing = problems(missing);
    assert!(missing.len() == 1 && missing[0].contains("/nowhere/warbler.toml"), "{missing:?}");
}

#[test]
fn postgres_needs_a_master_key() {
    let server = ("DATABASE_URL", "postgres://u:hunter2@db/warbler");
    let found = problems(environment(&[server]));
    assert!(found.len() == 1 && found[0].starts_with("WARBLER_MASTER_KEY is missing"), "{found:?}");

    let config = Config::load(environment(&[server, ("MASTER_KEY", KEY)])).unwrap();
    assert_eq!((config.database, config.shards), (Database::Postgres, 8));
    let shown = format!("{config:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("aabbcc"), "{shown}");
}

#[test]
fn an_embedded_installation_keeps_the_key_it_made() {
    let directory = TempDir::new().unwrap();
    let data_dir = directory.path().join("data");
    let config = Config::load(environment(&[("DATA_DIR", data_dir.to_str().unwrap())])).unwrap();
    let first = config.master_key().unwrap();
    let again = config.master_key().unwrap();
    assert_eq!(first.expose_secret(), again.expose_secret());
    let mode = fs::metadata(data_dir.join("master.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(&data_dir).unwrap().count(), 1, "nothing else is left behind");
}

#[test]
fn the_public_url_follows_the_address() {
    let config = Config::load(environment(&[("LISTEN", "[::]:9000")])).unwrap();
    assert_eq!(config.public_url.as_str(), "http://localhost:9000/");
    let config = Config::load(environment(&[("PUBLIC_URL", "https://chat.example/im")])).unwrap();
    assert_eq!(config.public_url.as_str(), "https://chat.example/im/");
}

#[test]
fn the_example_and_the_documentation_name_every_setting() {
    let example = include_str!("../../.env.example");
    let documentation = include_str!("../../docs/configuration.md");
    let lines: Vec<&str> = example.lines().collect();
    let mut listed = Vec::new();
    for pair in lines.windows(2) {
        if let Some((name, _)) =
            pair[1].strip_prefix("#WARBLER_").and_then(|line| line.split_once('='))
        {
            assert!(pair[0].starts_with("# "), "{name} has no comment");
            listed.push(format!("WARBLER_{name}"));
        }
    }
    let mut known: Vec<String> =
        names().iter().map(|name| format!("WARBLER_{}", name.to_uppercase())).collect();
    for name in &known {
        assert!(documentation.contains(&format!("`{name}`")), "docs/configuration.md lacks {name}");
    }
    known.sort();
    listed.sort();
    assert_eq!(listed, known);
}

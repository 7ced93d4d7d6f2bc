use super::{
    Client, Error, Request,
    resolver::{Guarded, Lookup},
    target,
};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use warbler_protocol::Network;

/// What a URL comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Fine,
    /// Refused for how it is written.
    Url,
    /// Refused for where it leads.
    Address,
}

use Verdict::{Address, Fine, Url};

const CORPUS: &[(&str, Verdict)] = &[
    ("https://public.example/hook", Fine),
    ("https://PUBLIC.example./hook", Fine),
    ("https://public.example:443", Fine),
    ("https://public.example:80", Fine),
    ("https://public.example:8443/a?b=c#d", Fine),
    ("https://93.184.216.34/", Fine),
    ("https://six.example", Fine),
    ("https://[2606:2800:220:1:248:1893:25c8:1946]/", Fine),
    ("https://[::ffff:93.184.216.34]/", Fine),
    ("https://[64:ff9b::93.184.216.34]/", Fine),
    ("https://xn--bcher-kva.example/", Fine),
    ("https://bücher.example/", Fine),
    // How it is written.
    ("", Url),
    ("public.example", Url),
    ("//public.example/", Url),
    ("https://", Url),
    ("https:///", Url),
    ("http://public.example/", Url),
    ("http://93.184.216.34/", Url),
    ("ftp://public.example/", Url),
    ("file:///etc/passwd", Url),
    ("gopher://127.0.0.1:6379/_FLUSHALL", Url),
    ("data:text/plain,hello", Url),
    ("javascript:alert(1)", Url),
    ("unix:///run/docker.sock", Url),
    ("ws://public.example/", Url),
    ("https://user@public.example/", Url),
    ("https://user:password@public.example/", Url),
    ("https://public.example@127.0.0.1/", Url),
    ("https://:password@public.example/", Url),
    ("https://public.example:22/", Url),
    ("https://public.example:25/", Url),
    ("https://public.example:0/", Url),
    ("https://public.example:6667/", Url),
    ("https://public.example:65536/", Url),
    ("https://public.example:/\\127.0.0.1", Url),
    ("https:\\\\127.0.0.1\\", Url),
    ("https://public.example/a b", Url),
    (" https://public.example/", Url),
    ("https://public\n.example/", Url),
    ("https://public.example/\0", Url),
    ("https://pub%00lic.example/", Url),
    ("https://[::1", Url),
    ("https://[fe80::1%25eth0]/", Url),
    ("https://[fe80::1%eth0]/", Url),
    ("https://1.2.3.4.5/", Url),
    ("https://256.256.256.256/", Url),
    ("https://0x100000000/", Url),
    // Where it leads: the same few places in every notation.
    ("https://127.0.0.1/", Address),
    ("https://127.1/", Address),
    ("https://127.0.0.1./", Address),
    ("https://2130706433/", Address),
    ("https://017700000001/", Address),
    ("https://0x7f000001/", Address),
    ("https://0x7f.0.0.1/", Address),
    ("https://0177.0.0.1/", Address),
    ("https://%31%32%37.0.0.1/", Address),
    ("https://①②⑦.⓪.⓪.①/", Address),
    ("https://0/", Address),
    ("https://0.0.0.0/", Address),
    ("https://10.1.2.3/", Address),
    ("https://172.16.0.1/", Address),
    ("https://172.31.255.255/", Address),
    ("https://192.168.1.1/", Address),
    ("https://169.254.169.254/latest/meta-data/", Address),
    ("https://0xa9fea9fe/", Address),
    ("https://100.64.0.1/", Address),
    ("https://100.100.100.200/", Address),
    ("https://168.63.129.16/", Address),
    ("https://192.0.0.192/", Address),
    ("https://192.0.2.1/", Address),
    ("https://198.18.0.1/", Address),
    ("https://198.51.100.1/", Address),
    ("https://203.0.113.1/", Address),
    ("https://224.0.0.1/", Address),
    ("https://240.0.0.1/", Address),
    ("https://255.255.255.255/", Address),
    ("https://[::]/", Address),
    ("https://[::1]/", Address),
    ("https://[0:0:0:0:0:0:0:1]/", Address),
    ("https://[::ffff:127.0.0.1]/", Address),
    ("https://[::ffff:7f00:1]/", Address),
    ("https://[::ffff:169.254.169.254]/", Address),
    ("https://[::127.0.0.1]/", Address),
    ("https://[64:ff9b::127.0.0.1]/", Address),
    ("https://[64:ff9b::a9fe:a9fe]/", Address),
    ("https://[64:ff9b:1::1]/", Address),
    ("https://[2002:7f00:1::]/", Address),
    ("https://[2001::1]/", Address),
    ("https://[2001:db8::1]/", Address),
    ("https://[3fff::1]/", Address),
    ("https://[fe80::1]/", Address),
    ("https://[fec0::1]/", Address),
    ("https://[fc00::1]/", Address),
    ("https://[fd00:ec2::254]/", Address),
    ("https://[ff02::1]/", Address),
    ("https://[100::1]/", Address),
    ("https://localhost/", Address),
    ("https://LOCALHOST./", Address),
    ("https://private.example/", Address),
    ("https://mixed.example/", Address),
    ("https://mapped.example/", Address),
    ("https://metadata.example/", Address),
];

fn networks(texts: &[&str]) -> Arc<[Network]> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// A name server that says what the test wants.
fn names(answer: impl Fn(&str) -> Vec<&'static str> + Send + Sync + 'static) -> Lookup {
    Arc::new(move |name| {
        let found = answer(&name).into_iter().map(|address| address.parse().unwrap()).collect();
        Box::pin(async move { Ok::<Vec<IpAddr>, io::Error>(found) })
    })
}

fn examples(name: &str) -> Vec<&'static str> {
    match name.trim_end_matches('.') {
        "public.example" | "xn--bcher-kva.example" => vec!["93.184.216.34"],
        "six.example" => vec!["2606:2800:220:1:248:1893:25c8:1946"],
        "private.example" => vec!["10.0.0.1"],
        "mixed.example" => vec!["93.184.216.34", "127.0.0.1"],
        "mapped.example" => vec!["::ffff:127.0.0.1"],
        "metadata.example" => vec!["169.254.169.254"],
        "localhost" => vec!["::1", "127.0.0.1"],
        other => panic!("nobody asked for {other:?}"),
    }
}

/// What would happen up to the connection.
async fn judge(url: &str, allowed: &[&str]) -> Verdict {
    let allowed = networks(allowed);
    let url = match target::check(url, &allowed) {
        Ok(url) => url,
        Err(Error::Url(_)) => return Url,
        Err(Error::Address(_)) => return Address,
        Err(other) => panic!("{url}: {other}"),
    };
    let only_allowed = url.scheme() == "http";
    let guarded = Guarded { lookup: names(examples), allowed, only_allowed };
    match url.host() {
        Some(url::Host::Domain(name)) => match guarded.addresses(name.to_owned()).await {
            Ok(_) => Fine,
            Err(_) => Address,
        },
        _ => Fine,
    }
}

#[tokio::test]
async fn every_way_of_writing_an_address_comes_to_what_it_is() {
    assert!(CORPUS.len() >= 100);
    for (url, verdict) in CORPUS {
        assert_eq!(judge(url, &[]).await, *verdict, "{url:?}");
    }
    let long = format!("https://public.example/{}", "a".repeat(2048));
    assert_eq!(judge(&long, &[]).await, Url);
}

#[tokio::test]
async fn what_is_allowed_is_allowed_and_nothing_else() {
    let allowed = ["127.0.0.0/8", "10.0.0.0/8"];
    for (url, verdict) in [
        ("http://127.0.0.1:8080/", Fine),
        ("http://2130706433:8080/", Fine),
        ("http://[::ffff:127.0.0.1]/", Fine),
        ("https://10.9.8.7/", Fine),
        ("http://private.example/", Fine),
        ("http://public.example/", Address),
        ("http://93.184.216.34/", Url),
        ("http://127.0.0.1:22/", Url),
        ("https://192.168.0.1/", Address),
        ("https://[::1]/", Address),
        ("http://localhost/", Address),
    ] {
        assert_eq!(judge(url, &allowed).await, verdict, "{url}");
    }
}

/// Answers everybody the same, and counts them.
async fn serve(address: &str, answer: impl Into<String>) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(address).await.unwrap();
    let (address, calls) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let (answer, counted) = (answer.into(), Arc::clone(&calls));
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (address, calls)
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

/// The name leads to a place that is allowed when it is looked up first, and then to another: the
/// connection goes to the first, and the next one is refused.
#[tokio::test]
async fn a_name_that_changes_its_mind_gains_nothing() {
    let (address, calls) = serve("127.0.0.2:0", ok("here")).await;
    let port = address.port();
    let (_, inside) = serve(&format!("127.0.0.1:{port}"), ok("secret")).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let lookup = names(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
        0 => vec!["127.0.0.2"],
        _ => vec!["127.0.0.1"],
    });
    let client = Client::over(&networks(&["127.0.0.2"]), lookup);
    let url = format!("http://rebinding.example:{port}/");

    let first = client.fetch(Request::get(&url)).await.unwrap();
    assert_eq!((first.status.as_u16(), &first.body[..]), (200, &b"here"[..]));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let second = client.fetch(Request::get(&url)).await.unwrap_err();
    assert_eq!(second, Error::Address("rebinding.example".to_owned()));
    assert_eq!((calls.load(Ordering::SeqCst), inside.load(Ordering::SeqCst)), (1, 0));
}

#[tokio::test]
async fn redirects_are_answers() {
    let (inside, calls) = serve("127.0.0.1:0", ok("secret")).await;
    let moved = format!(
        "HTTP/1.1 302 Found\r\nlocation: http://{inside}/\r\ncontent-length: 0\r\n\
        connection: close\r\n\r\n"
    );
    let (address, _) = serve("127.0.0.1:0", moved).await;
    let client = Client::new(&networks(&["127.0.0.0/8"]));
    let answer = client.fetch(Request::get(format!("http://{address}/"))).await.unwrap();
    assert_eq!(answer.status.as_u16(), 302);
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn answers_have_limits() {
    let client = Client::new(&networks(&["127.0.0.0/8"]));
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\n12345678\r\n8\r\n\
        12345678\r\n0\r\n\r\n";
    for answer in [ok("123456789"), chunked.to_owned()] {
        let (address, _) = serve("127.0.0.1:0", answer).await;
        let request = Request { max_body: 8, ..Request::get(format!("http://{address}/")) };
        assert_eq!(client.fetch(request).await.unwrap_err(), Error::TooLarge(8));
    }
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let request = Request { timeout: Duration::from_millis(50), ..Request::get(&url) };
    assert_eq!(client.fetch(request).await.unwrap_err(), Error::Timeout);
    drop(silent);
    let gone = client.fetch(Request::get(&url)).await.unwrap_err();
    assert!(matches!(gone, Error::Unreachable(_)), "{gone}");
}

#[tokio::test]
async fn what_is_sent_arrives() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook?a=b", listener.local_addr().unwrap());
    let heard = Arc::new(Mutex::new(String::new()));
    let told = Arc::clone(&heard);
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 4096];
        while !told.lock().unwrap().ends_with("{}") {
            let read = stream.read(&mut request).await.unwrap();
            told.lock().unwrap().push_str(std::str::from_utf8(&request[..read]).unwrap());
        }
        stream.write_all(ok("thanks").as_bytes()).await.unwrap();
    });
    let mut request = Request::post(url, "{}");
    request.headers.insert("webhook-id", "msg_1".parse().unwrap());
    let answer = Client::new(&networks(&["127.0.0.1"])).fetch(request).await.unwrap();
    server.await.unwrap();
    assert_eq!(&answer.body[..], b"thanks");
    assert!(answer.timing.began <= answer.timing.ended);
    let heard = heard.lock().unwrap().to_lowercase();
    assert!(heard.starts_with("post /hook?a=b http/1.1\r\n"), "{heard}");
    for line in ["webhook-id: msg_1", "user-agent: warbler/", "content-length: 2"] {
        assert!(heard.contains(line), "{heard}");
    }
}

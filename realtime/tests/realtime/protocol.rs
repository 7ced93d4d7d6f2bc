//! Violations of RFC 6455, byte by byte. `make autobahn` has all the cases.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use warbler_testing::TestApp;

/// A frame as a client sends it, masked with zeros.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        length @ ..126 => frame.push(0x80 | length as u8),
        length => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// Sends bytes on a new socket, and reads with which code it is closed.
async fn code(app: &TestApp, bytes: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(app.address()).await.unwrap();
    let request = "GET /v1/ws HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\n\
        upgrade: websocket\r\nsec-websocket-version: 13\r\n\
        sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // Whatever lies unread when the server hangs up may turn its goodbye into a reset.
    let _ = stream.read_to_end(&mut answer).await;
    let close = answer.windows(2).rposition(|head| head[0] == 0x88 && head[1] >= 2);
    let at = close.unwrap() + 2;
    u16::from_be_bytes([answer[at], answer[at + 1]])
}

#[tokio::test]
async fn every_violation_has_its_code() {
    let app = TestApp::start().await;
    let (text, binary, go_on) = (0x81, 0x82, 0x80);
    let too_much = [frame(0x01, &[b'x'; 40_000]), frame(go_on, &[b'x'; 40_000])].concat();
    for (what, bytes, expected) in [
        ("reserved bits", frame(text | 0x40, b"{}"), 1002),
        ("an unknown opcode", frame(0x83, b""), 1002),
        ("a fragmented ping", frame(0x09, b""), 1002),
        ("a long ping", frame(0x89, &[0; 126]), 1002),
        ("a continuation of nothing", frame(go_on, b"{}"), 1002),
        ("an unmasked frame", vec![text, 0], 1002),
        ("a close code that none may send", frame(0x88, &[0x03, 0xed]), 1002),
        ("half a character", frame(text, b"\xe4\xbd"), 1007),
        ("a surrogate in two parts", [frame(1, b"\xed"), frame(go_on, b"\xa0\x80")].concat(), 1007),
        ("many small frames that are too much", too_much, 1009),
        ("binary", frame(binary, b"{}"), 4500),
        ("a goodbye", frame(0x88, &[0x03, 0xe8]), 1000),
    ] {
        assert_eq!(code(&app, &bytes).await, expected, "{what}");
    }
}
